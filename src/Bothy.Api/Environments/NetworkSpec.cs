namespace Bothy.Api.Environments;

/// <summary>What an environment may reach. It is always kept from other environments, the host, and the host's private networks.</summary>
public sealed record NetworkSpec
{
    /// <summary>What it may reach outside; may change while it runs.</summary>
    public EgressSpec Egress { get; set; } = EgressSpec.Open;
}
