using System.Net;
using System.Text;
using Bothy.Agent.Connections;
using Bothy.Api.Agents.Messages;
using Bothy.Linux.Paths;

namespace Bothy.Agent.Forwarding;

/// <summary>The addresses to try for a host name, without the C library's resolver, which needs modules of the image's.</summary>
internal static class ForwardTarget
{
    private const int MaximumHostsFile = 1 << 20;

    /// <summary>127.0.0.1 and ::1 for no host at all.</summary>
    /// <exception cref="OperationFailedException">The host is neither an address nor a name in <c>/etc/hosts</c>.</exception>
    public static IReadOnlyList<IPAddress> Addresses(string? host)
    {
        if (host is null or "localhost")
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        var known = FromHosts(ReadHosts(), host).ToArray();
        return known.Length > 0 ? known : throw new OperationFailedException(
            AgentReason.ConnectFailed, $"Host '{host}' is neither an address nor a name in the environment's /etc/hosts: use its address.");
    }

    /// <summary>The addresses of a name in the text of an <c>/etc/hosts</c> (hosts(5)).</summary>
    public static IEnumerable<IPAddress> FromHosts(string text, string host)
    {
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase) && IPAddress.TryParse(words[0], out var address))
            {
                yield return address;
            }
        }
    }

    private static string ReadHosts()
    {
        using var root = SafeDirectory.Open("/");
        return root.ReadFile("etc/hosts", MaximumHostsFile) is { } content ? Encoding.UTF8.GetString(content) : "";
    }
}
