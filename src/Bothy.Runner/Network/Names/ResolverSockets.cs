using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bothy.Runner.Network.Names;

/// <summary>
/// Where the resolver listens: at the gateway's address, which only environments' links have, on a port that the firewall leads lookups to.
/// So it is in nobody's way who serves names on the host, and other installations have their own.
/// </summary>
internal sealed class ResolverSockets : IDisposable
{
    private const int LevelInternet = 0;
    private const int FreeBind = 15;
    private const int Backlog = 64;
    private const int Attempts = 16;

    private ResolverSockets(Socket datagrams, Socket streams) => (Datagrams, Streams) = (datagrams, streams);

    public Socket Datagrams { get; }

    public Socket Streams { get; }

    public ushort Port => (ushort)((IPEndPoint)Datagrams.LocalEndPoint!).Port;

    /// <summary>Opens both sockets, on the port of last time if it is free: connections of the firewall's redirect go on then.</summary>
    /// <param name="portFile">Remembers the port.</param>
    public static ResolverSockets Open(IPAddress gateway, string portFile)
    {
        var last = File.Exists(portFile) && int.TryParse(File.ReadAllText(portFile), CultureInfo.InvariantCulture, out var known) ? known : 0;
        for (var attempt = 0; ; attempt++)
        {
            var datagrams = Create(SocketType.Dgram, ProtocolType.Udp);
            var streams = Create(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                datagrams.Bind(new IPEndPoint(gateway, attempt == 0 ? last : 0));
                var port = ((IPEndPoint)datagrams.LocalEndPoint!).Port;
                streams.Bind(new IPEndPoint(gateway, port));
                streams.Listen(Backlog);
                File.WriteAllText(portFile, port.ToString(CultureInfo.InvariantCulture));
                return new ResolverSockets(datagrams, streams);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < Attempts)
            {
                datagrams.Dispose();
                streams.Dispose();
            }
        }
    }

    public void Dispose()
    {
        Datagrams.Dispose();
        Streams.Dispose();
    }

    private static Socket Create(SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, protocol);

        // No environment may be there yet, and with it the address.
        socket.SetRawSocketOption(LevelInternet, FreeBind, BitConverter.GetBytes(1));
        return socket;
    }
}
