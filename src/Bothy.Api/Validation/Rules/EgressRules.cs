using System.Net;
using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>Each rule of a policy names one destination, in a form that can be enforced.</summary>
internal sealed class EgressRules : IRule<EnvironmentResource>
{
    private const string Path = "spec.network.egress";
    private const int MostRules = 256;
    private const int MostPorts = 64;

    public IEnumerable<ProblemError> Check(EnvironmentResource resource)
    {
        var rules = resource.Spec.Network.Egress.Rules;
        return rules.Count > MostRules
            ? [new ProblemError(Path, $"must have at most {MostRules} rules; it has {rules.Count}")]
            : rules.SelectMany((rule, index) => Check(rule, JsonPath.Item(Path, index)));
    }

    private static IEnumerable<ProblemError> Check(EgressRule rule, string path)
    {
        if (rule.Cidr is null == rule.Name is null)
        {
            yield return new ProblemError(path, "must have exactly one of cidr and name");
        }

        if (rule.Cidr is { } cidr && CidrProblem(cidr) is { } cidrProblem)
        {
            yield return new ProblemError(JsonPath.Member(path, "cidr"), cidrProblem);
        }

        if (rule.Name is { } name && DnsNameSyntax.Problem(name) is { } nameProblem)
        {
            yield return new ProblemError(JsonPath.Member(path, "name"), nameProblem);
        }

        if (rule is { Protocol: EgressProtocol.Icmp, Ports: not null })
        {
            yield return new ProblemError(JsonPath.Member(path, "ports"), "must be left out: icmp has no ports");
        }

        if (rule.Ports is { Count: 0 or > MostPorts })
        {
            yield return new ProblemError(JsonPath.Member(path, "ports"), $"must have 1 to {MostPorts} ports or ranges; leave it out for all ports");
        }
    }

    private static string? CidrProblem(string cidr) =>
        IPAddress.TryParse(cidr, out _) || IPNetwork.TryParse(cidr, out _)
            ? null
            : "must be a network such as 198.51.100.0/24 or 2001:db8::/32, or an address; for a DNS name, use name";
}
