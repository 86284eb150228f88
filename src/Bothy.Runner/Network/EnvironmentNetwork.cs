using System.Net;
using System.Net.NetworkInformation;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Network;

/// <summary>What an environment's network consists of on the host.</summary>
internal sealed record EnvironmentNetwork
{
    /// <summary>Path of the environment's user namespace.</summary>
    public required string UserNamespace { get; init; }

    /// <summary>Path of the environment's network namespace, owned by <see cref="UserNamespace"/>.</summary>
    public required string NetworkNamespace { get; init; }

    /// <summary>The host's side of the link.</summary>
    public required string Device { get; init; }

    /// <summary>The MAC address that the environment sends from.</summary>
    public required PhysicalAddress Hardware { get; init; }

    public required IPAddress Address { get; init; }

    /// <summary>Null where environments have no IPv6.</summary>
    public required IPAddress? Address6 { get; init; }

    public required Slot Slot { get; init; }
}
