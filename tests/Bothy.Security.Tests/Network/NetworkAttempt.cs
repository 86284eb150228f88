using Bothy.Runner.Tests.Network;

namespace Bothy.Security.Tests.Network;

/// <summary>Something that root inside an environment tries over the network. It is stopped by the firewall's rules, and without them succeeds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Aim">What it is after, in a few words.</param>
/// <param name="Run">Makes the attempt and waits that long for its success; true if it got what it wanted.</param>
internal sealed record NetworkAttempt(string Name, string Aim, Func<NetworkLab, TimeSpan, Task<bool>> Run)
{
    public override string ToString() => Name;
}
