namespace Bothy.Api.Environments;

/// <summary>Something that an environment may reach: the addresses of <see cref="Cidr"/> or of <see cref="Name"/>, of which exactly one is set.</summary>
public sealed record EgressRule
{
    /// <summary>An IPv4 or IPv6 network or address, as in <c>198.51.100.0/24</c>. It does not open the host's private networks: see the runner's configuration.</summary>
    public string? Cidr { get; init; }

    /// <summary>A DNS name, as in <c>github.com</c>, or all below one, as in <c>*.debian.org</c>: whatever addresses the host's name servers answer for it.</summary>
    public string? Name { get; init; }

    public EgressProtocol Protocol { get; init; }

    /// <summary>Ports of TCP and UDP, single or in ranges (<c>443</c>, <c>"8000-8100"</c>); all if absent.</summary>
    public IReadOnlyList<PortRange>? Ports { get; init; }

    public bool Equals(EgressRule? other) =>
        other is not null && Cidr == other.Cidr && Name == other.Name && Protocol == other.Protocol
        && (Ports ?? []).SequenceEqual(other.Ports ?? []);

    public override int GetHashCode() => HashCode.Combine(Cidr, Name, Protocol, Ports?.Count ?? 0);
}
