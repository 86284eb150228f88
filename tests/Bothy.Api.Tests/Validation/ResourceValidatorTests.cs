using System.Text.Json.Nodes;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Validation;

namespace Bothy.Api.Tests.Validation;

public sealed class ResourceValidatorTests
{
    [Fact]
    public void Validate_NameOnly_HasTheDefaults()
    {
        var environment = Valid("""{ "metadata": { "name": "work" } }""");

        environment.Kind.ShouldBe("Environment");
        environment.Metadata.Organization.ShouldBe("default");
        environment.Spec.ShouldBe(new EnvironmentSpec());
        environment.Spec.Class.ShouldBe("default");
    }

    [Fact]
    public void Validate_PartialSpec_KeepsTheOtherDefaults()
    {
        var validated = ResourceValidators.EnvironmentClass.Validate(
            JsonNode.Parse("""{ "metadata": { "name": "big" }, "spec": { "cpuMillis": 4000 } }"""));

        validated.Errors.ShouldBeEmpty();
        validated.Resource!.Spec.ShouldBe(new EnvironmentClassSpec { CpuMillis = 4000 });
        validated.Resource.Spec.DiskBytes.ShouldBe(32L << 30);
    }

    [Fact]
    public void Validate_ManyMistakes_ReportsEachWithItsPath()
    {
        var errors = Errors(
            """
            {
              "kind": "Runner",
              "metadata": { "name": "Not A Name", "lables": {}, "finalizers": ["ok", 3], "labels": { "a b": "x", "team": 7 } },
              "spec": {
                "desiredPhase": "runing",
                "clas": "default",
                "restarts": "2",
                "class": null,
                "content": { "git": { "url": "https://user:secret@example.org/r.git", "ref": "-x" }, "directory": { "path": "../up" } },
                "devcontainer": []
              },
              "status": { "whatever": 1 },
              "stauts": {}
            }
            """);

        errors.ShouldBe(
            [
                "kind: must be Environment",
                "metadata.finalizers[1]: must be a string",
                "metadata.labels.team: must be a string",
                "metadata.labels['a b']: has a name that is not 1 to 63 letters, digits, '-', '_' or '.', a letter or digit at both ends",
                "metadata.lables: is not a known field; did you mean 'labels'?",
                "metadata.name: must be made of a-z, 0-9 and '-', and begin and end with a letter or digit; 'not-a-name' would do",
                "spec.clas: is not a known field; did you mean 'class'?",
                "spec.class: must not be null",
                "spec.content.directory.path: must be absolute: begin with '/'",
                "spec.content.git.ref: must not begin with '-', which git would take for an option",
                "spec.content.git.url: must not carry a password or token; give it as the environment's credentials instead",
                "spec.content: must have git or directory, not both",
                "spec.desiredPhase: must be one of running, stopped; did you mean 'running'?",
                "spec.devcontainer: must be an object",
                "spec.restarts: must be a whole number, without quotes",
                "stauts: is not a known field; did you mean 'status'?",
            ],
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("1")]
    public void Validate_NotAnObject_SaysSo(string json) =>
        Errors(json).ShouldBe(["must be an object with metadata and spec"]);

    [Fact]
    public void Validate_SpecIsNull_SaysSo() =>
        Errors("""{ "metadata": { "name": "work" }, "spec": null }""").ShouldBe(["spec: must not be null"]);

    [Fact]
    public void Validate_NoMetadata_AsksForTheName() =>
        Errors("{}").ShouldContain(error => error.StartsWith("metadata"));

    [Theory]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("-1e300")]
    [InlineData("true")]
    [InlineData("{}")]
    public void Validate_WrongNumber_IsAnErrorAtItsPath(string number) =>
        Errors($$"""{ "metadata": { "name": "work" }, "spec": { "restarts": {{number}} } }""").Single().ShouldStartWith("spec.restarts: must be");

    [Theory]
    [InlineData("cpuMillis", 99L, false)]
    [InlineData("cpuMillis", 100L, true)]
    [InlineData("cpuMillis", 0L, true)]
    [InlineData("cpuMillis", -1L, false)]
    [InlineData("cpuMillis", 1_024_000L, true)]
    [InlineData("cpuMillis", 1_024_001L, false)]
    [InlineData("memoryBytes", 0L, true)]
    [InlineData("memoryBytes", 67_108_863L, false)]
    [InlineData("memoryBytes", 67_108_864L, true)]
    [InlineData("diskBytes", 0L, false)]
    [InlineData("diskBytes", 67_108_863L, false)]
    [InlineData("diskBytes", 67_108_864L, true)]
    [InlineData("diskBytes", 1L << 40, true)]
    [InlineData("diskBytes", (1L << 40) + 1, false)]
    [InlineData("pids", 63L, false)]
    [InlineData("pids", 64L, true)]
    public void Validate_ClassLimit_IsInItsRange(string field, long value, bool valid)
    {
        var errors = ResourceValidators.EnvironmentClass.Validate(
            JsonNode.Parse($$"""{ "metadata": { "name": "c" }, "spec": { "{{field}}": {{value}} } }""")).Errors;

        errors.Select(error => error.Path).ShouldBe(valid ? [] : ["spec." + field]);
    }

    [Theory]
    [InlineData("/srv/work", true)]
    [InlineData("/srv/project/", true)]
    [InlineData("/srv/..x", true)]
    [InlineData("", false)]
    [InlineData("/", false)]
    [InlineData("//", false)]
    [InlineData("srv", false)]
    [InlineData("/srv/../etc", false)]
    [InlineData("/srv/./x", false)]
    [InlineData("/srv/a\\nb", false)]
    public void Validate_DirectoryPath_IsAbsoluteAndStraight(string path, bool valid) =>
        (Errors($$"""{ "metadata": { "name": "w" }, "spec": { "content": { "directory": { "path": "{{path}}" } } } }""").Count == 0).ShouldBe(valid);

    [Fact]
    public void Validate_LeavesTheDocumentAlone()
    {
        var document = JsonNode.Parse("""{ "metadata": { "name": "w" }, "bad": 1, "status": {} }""")!;

        ResourceValidators.Environment.Validate(document);

        document.ToJsonString().ShouldBe("""{"metadata":{"name":"w"},"bad":1,"status":{}}""");
    }

    private static EnvironmentResource Valid(string json)
    {
        var validated = ResourceValidators.Environment.Validate(JsonNode.Parse(json));
        validated.Errors.ShouldBeEmpty();
        return validated.Resource.ShouldNotBeNull();
    }

    private static List<string> Errors(string json)
    {
        var validated = ResourceValidators.Environment.Validate(JsonNode.Parse(json));
        (validated.Resource is null).ShouldBe(validated.Errors.Count > 0);
        return [.. validated.Errors.Select(error => error.ToString())];
    }
}
