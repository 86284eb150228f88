using System.Text.Json.Nodes;
using Bothy.Api.Environments;
using Bothy.Api.Validation;

namespace Bothy.Api.Tests.Validation;

public sealed class EgressRuleTests
{
    [Fact]
    public void Validate_LeftOut_IsOpen() => Read("{}").ShouldBe(EgressSpec.Open);

    [Theory]
    [InlineData("open")]
    [InlineData("none")]
    public void Validate_Word_IsThatPolicy(string word) =>
        Read($$"""{ "network": { "egress": "{{word}}" } }""").Word.ShouldBe(word);

    [Fact]
    public void Validate_Rules_AreReadAndWrittenAsTheyWere()
    {
        const string rules = """[{"name":"*.debian.org","protocol":"tcp","ports":[80,"8000-8100"]},{"cidr":"2001:db8::/32","protocol":"icmp"}]""";
        var egress = Read($$"""{ "network": { "egress": {{rules}} } }""");

        egress.Rules[0].Ports.ShouldBe([new PortRange(80, 80), new PortRange(8000, 8100)]);
        var resource = new EnvironmentResource { Kind = "Environment", Metadata = new() { Name = "one" }, Spec = new() { Network = new() { Egress = egress } } };
        System.Text.Json.JsonSerializer.SerializeToNode(resource, EnvironmentResource.Definition.Json)!["spec"]!["network"]!["egress"]!.ToJsonString().ShouldBe(rules);
    }

    [Theory]
    [InlineData("\"opne\"", "spec.network.egress", "did you mean 'open'?")]
    [InlineData("7", "spec.network.egress", "must be open, none, or a list of rules")]
    [InlineData("[{}]", "spec.network.egress[0]", "exactly one of cidr and name")]
    [InlineData("[{\"cidr\":\"10.0.0.0/8\",\"name\":\"a.org\"}]", "spec.network.egress[0]", "exactly one of cidr and name")]
    [InlineData("[{\"cidr\":\"10.0.0.0/33\"}]", "spec.network.egress[0].cidr", "must be a network")]
    [InlineData("[{\"cidr\":\"github.com\"}]", "spec.network.egress[0].cidr", "use name")]
    [InlineData("[{\"name\":\"10.0.0.1\"}]", "spec.network.egress[0].name", "use cidr")]
    [InlineData("[{\"name\":\"https://github.com\"}]", "spec.network.egress[0].name", "without scheme")]
    [InlineData("[{\"name\":\"*\"}]", "spec.network.egress[0].name", "policy open")]
    [InlineData("[{\"name\":\"git*.com\"}]", "spec.network.egress[0].name", "whole first part")]
    [InlineData("[{\"name\":\"münchen.de\"}]", "spec.network.egress[0].name", "punycode")]
    [InlineData("[{\"name\":\"a.org\",\"ports\":[0]}]", "spec.network.egress[0].ports[0]", "a port from 1 to 65535")]
    [InlineData("[{\"name\":\"a.org\",\"ports\":[\"90-80\"]}]", "spec.network.egress[0].ports[0]", "or a range")]
    [InlineData("[{\"name\":\"a.org\",\"ports\":[]}]", "spec.network.egress[0].ports", "leave it out")]
    [InlineData("[{\"name\":\"a.org\",\"protocol\":\"tpc\"}]", "spec.network.egress[0].protocol", "did you mean 'tcp'?")]
    [InlineData("[{\"name\":\"a.org\",\"protocol\":\"icmp\",\"ports\":[8]}]", "spec.network.egress[0].ports", "icmp has no ports")]
    [InlineData("[{\"nmae\":\"a.org\"}]", "spec.network.egress[0].nmae", "did you mean 'name'?")]
    public void Validate_WrongRule_SaysWhereAndWhat(string egress, string path, string words) =>
        Validate($$"""{ "network": { "egress": {{egress}} } }""").Errors.ShouldContain(error => error.Path == path && error.Message.Contains(words));

    [Fact]
    public void Validate_SeveralWrongRules_SaysAllAtOnce() =>
        Validate("""{ "network": { "egress": [{ "name": "-a.org" }, { "cidr": "x" }, { "port": 1 }] } }""").Errors.Select(error => error.Path).ShouldBe(
            ["spec.network.egress[2].port", "spec.network.egress[0].name", "spec.network.egress[1].cidr", "spec.network.egress[2]"],
            ignoreOrder: true);

    private static EgressSpec Read(string spec)
    {
        var validated = Validate(spec);
        validated.Errors.ShouldBeEmpty();
        return validated.Resource!.Spec.Network.Egress;
    }

    private static Validated<EnvironmentResource> Validate(string spec) =>
        ResourceValidators.Environment.Validate(JsonNode.Parse($$"""{ "kind": "Environment", "metadata": { "name": "one" }, "spec": {{spec}} }"""));
}
