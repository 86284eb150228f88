using System.Net;

namespace Bothy.Runner.Network;

/// <summary>The part of the runner's configuration that is about the environments' networks.</summary>
internal sealed record NetworkConfiguration
{
    /// <summary>Private networks and addresses that environments may reach, as far as their own policy does; none by default.</summary>
    public IReadOnlyList<string> AllowPrivate { get; set; } = [];

    /// <summary>Gives environments IPv6 where the host has a way out over it.</summary>
    public bool IPv6 { get; set; } = true;

    /// <summary>Bytes a second that the host's uplink carries, in each direction, shared fairly among environments; 0 if unknown: then nothing is shared.</summary>
    public long UplinkBytesPerSecond { get; set; }

    /// <summary>The allowed private networks.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks() => [.. AllowPrivate.Select(CidrText.Parse)];

    /// <exception cref="FormatException">A value cannot be.</exception>
    public void Validate()
    {
        AllowedNetworks();
        if (UplinkBytesPerSecond < 0)
        {
            throw new FormatException("network.uplinkBytesPerSecond must be 0 or more.");
        }
    }
}
