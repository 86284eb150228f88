using Bothy.Runner.Network;
using Bothy.Runner.Tests.Network;

namespace Bothy.Security.Tests.Network;

/// <summary>
/// Every attempt over the network twice: with the rules, which must refuse it, and without them, where it must succeed. Made with whole frames
/// and sockets in the environment's network namespace, by a root that may do there all that the environment's own may.
/// </summary>
[Collection(NetworkLab.Name)]
public sealed class NetworkAttemptTests(NetworkLab lab)
{
    public static TheoryData<string> Names => [.. NetworkAttempts.All.Select(attempt => attempt.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Attempt_WithRules_IsRefused(string name)
    {
        var attempt = await PrepareAsync(name);
        (await attempt.Run(lab, TimeSpan.FromMilliseconds(700))).ShouldBeFalse(attempt.Aim);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Attempt_WithoutRules_Succeeds(string name)
    {
        Assert.SkipWhen(
            name is "neighbours_address" or "foreign_address" && File.ReadAllText("/proc/sys/net/ipv4/conf/all/rp_filter").Trim() != "0",
            "this host itself drops packets with others' addresses (rp_filter)");
        var attempt = await PrepareAsync(name);
        await lab.Networks.RemoveSharedAsync(CancellationToken.None);
        try
        {
            (await attempt.Run(lab, TimeSpan.FromSeconds(20))).ShouldBeTrue(attempt.Aim);
        }
        finally
        {
            await lab.Networks.RestoreFirewallAsync(CancellationToken.None);
        }
    }

    private async Task<NetworkAttempt> PrepareAsync(string name)
    {
        Assert.SkipWhen(name.EndsWith('6') && !lab.Version6, "needs a host with a way out over IPv6");
        var cancellation = TestContext.Current.CancellationToken;
        await lab.Networks.EnsureAsync(NetworkLab.One, NetworkPolicy.Open, cancellation);
        await lab.Networks.EnsureAsync(NetworkLab.Two, NetworkPolicy.Open, cancellation);
        await lab.Networks.EnsureAsync(NetworkLab.Three, NetworkPolicy.Open, cancellation);
        return NetworkAttempts.All.Single(attempt => attempt.Name == name);
    }
}
