namespace Bothy.Api.Environments;

/// <summary>The rules that hold for an environment's packets.</summary>
public sealed record NetworkStatus
{
    /// <summary>The policy in force; absent while there is no network.</summary>
    public EgressSpec? Egress { get; init; }

    /// <summary>IPv6 address on the host's environment network; absent where the host has no way out over IPv6.</summary>
    public string? Address6 { get; init; }

    /// <summary>Rules that do nothing or less than they say, and why.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    public bool Equals(NetworkStatus? other) =>
        other is not null && Address6 == other.Address6 && Equals(Egress, other.Egress)
        && (Warnings ?? []).SequenceEqual(other.Warnings ?? []);

    public override int GetHashCode() => HashCode.Combine(Egress, Address6, Warnings?.Count ?? 0);
}
