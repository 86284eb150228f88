using System.Net;
using System.Net.Sockets;

namespace Bothy.Runner.Network;

/// <summary>The host's name servers.</summary>
internal static class Resolvers
{
    private const string Configured = "/etc/resolv.conf";

    /// <summary>Where systemd-resolved lists its real servers when <c>resolv.conf</c> only names its stub on loopback.</summary>
    private const string BehindStub = "/run/systemd/resolve/resolv.conf";

    /// <summary>Addresses of the name servers that can be reached from inside; empty if the host has none but on loopback.</summary>
    public static IReadOnlyList<IPAddress> Find()
    {
        var direct = Reachable(Configured);
        return direct.Count > 0 ? direct : Reachable(BehindStub);
    }

    /// <summary>Name servers that the host itself can ask: those of <see cref="Find"/>, else those on loopback.</summary>
    public static IReadOnlyList<IPAddress> ForHost() => Find() is { Count: > 0 } reachable ? reachable : Parse(Configured);

    public static bool AreReachable() => Find().Count > 0;

    /// <summary>The <c>resolv.conf</c> of an environment.</summary>
    /// <param name="gateway">Asked where the host has no name server that environments can reach: the runner answers there.</param>
    public static string Configuration(IPAddress gateway) =>
        string.Concat((Find() is { Count: > 0 } reachable ? reachable : [gateway]).Select(address => $"nameserver {address}\n"));

    private static List<IPAddress> Reachable(string file) =>
        [.. Parse(file).Where(address => !IPAddress.IsLoopback(address) && address.AddressFamily == AddressFamily.InterNetwork)];

    private static List<IPAddress> Parse(string file) =>
        !File.Exists(file)
            ? []
            : File.ReadLines(file)
                .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words is ["nameserver", _, ..])
                .Select(words => IPAddress.TryParse(words[1], out var address) ? address : null)
                .OfType<IPAddress>()
                .ToList();
}
