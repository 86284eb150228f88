using System.Net.Sockets;
using Bothy.Api.Remotes;

namespace Bothy.Agent.Remotes;

/// <summary>The way out of the environment to who answers for its git remote: a socket that the runner keeps at a fixed place.</summary>
internal static class RemoteSocket
{
    private const string SocketPath = "/run/bothy/remotes/socket";

    /// <summary>Asks; null where nobody listens.</summary>
    /// <exception cref="IOException">The answer did not come.</exception>
    public static async Task<(RemoteConnection Connection, RemoteResponse Response)?> AskAsync(RemoteRequest request, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        var connection = new RemoteConnection(new NetworkStream(socket, ownsSocket: true));
        await connection.SendAsync(request, cancellationToken);
        return (connection, await connection.ReceiveResponseAsync(cancellationToken));
    }
}
