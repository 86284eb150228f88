using System.Net;
using System.Net.Sockets;
using Bothy.Api.Servers;

namespace Bothy.Server.Hosting;

/// <summary>Chooses the port, and chooses it again after a restart, so that those who know it find the server.</summary>
internal static class ListenPort
{
    // Below the range that the kernel takes for outgoing connections, which could take the port while the server is down.
    private const int First = 20_000;
    private const int Last = 32_000;
    private const int Attempts = 200;

    /// <returns>A port that is free now: the earlier one if it is.</returns>
    public static int Choose(ServerOptions options)
    {
        if (options.Port != 0)
        {
            return options.Port;
        }

        var earlier = ReadEarlier(options.DataDirectory);
        if (earlier is { } port && IsFree(options.Address, port))
        {
            return port;
        }

        return Enumerable.Range(0, Attempts).Select(_ => Random.Shared.Next(First, Last)).FirstOrDefault(candidate => IsFree(options.Address, candidate));
    }

    private static int? ReadEarlier(string dataDirectory)
    {
        try
        {
            return LocalEndpoint.Read(dataDirectory)?.Url.Port;
        }
        catch (InvalidDataException)
        {
            // It is written anew in a moment.
            return null;
        }
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(address, port));
            probe.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
