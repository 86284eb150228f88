using System.Net;

namespace Bothy.Runner.Network;

/// <summary>Web proxies that this process itself is told to use, by exact address.</summary>
internal static class Proxies
{
    private static readonly string[] Variables = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

    /// <summary>Those that are given by address; a name stands for whatever address it has, which no rule can hold.</summary>
    public static IEnumerable<(IPAddress Address, ushort Port)> Find() =>
        Variables
            .Select(System.Environment.GetEnvironmentVariable)
            .Where(value => Uri.TryCreate(value, UriKind.Absolute, out _))
            .Select(value => new Uri(value!))
            .Where(uri => IPAddress.TryParse(uri.Host.Trim('[', ']'), out _))
            .Select(uri => (IPAddress.Parse(uri.Host.Trim('[', ']')), (ushort)uri.Port))
            .Distinct();
}
