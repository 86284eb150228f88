using Bothy.Api.Environments;

namespace Bothy.Runner.Network;

/// <summary>What an environment may do with its network.</summary>
/// <param name="Egress">What it may reach.</param>
/// <param name="BytesPerSecond">How fast, in each direction; 0 for no ceiling.</param>
internal sealed record NetworkPolicy(EgressSpec Egress, long BytesPerSecond)
{
    /// <summary>Everything outside, as fast as it goes.</summary>
    public static NetworkPolicy Open { get; } = new(EgressSpec.Open, 0);
}
