using System.Net.Sockets;

namespace Bothy.Api.Agents.Transports;

/// <summary>Reaches an agent on the same host.</summary>
/// <param name="path">The socket on which the agent listens, at most 107 bytes.</param>
public sealed class UnixSocketTransport(string path) : IAgentTransport
{
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
