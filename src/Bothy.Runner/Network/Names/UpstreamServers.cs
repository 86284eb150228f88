using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Bothy.Runner.Network.Names;

/// <summary>Asks the host's own name servers: each from a port of its own, with an unpredictable number, over UDP and where needed TCP.</summary>
/// <param name="servers">The servers, in order; asked for each time, for they change while the host runs.</param>
internal sealed class UpstreamServers(Func<IReadOnlyList<IPEndPoint>> servers, TimeProvider time)
{
    private const int Rounds = 2;
    private const int LongestMessage = 65535;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The first server's answer that answers; null if none does.</summary>
    public async Task<(byte[] Message, DnsAnswer Answer)?> AskAsync(DnsQuery query, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var server in servers())
            {
                using var patience = new CancellationTokenSource(Patience, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
                try
                {
                    if (await AskAsync(server, query, either.Token) is { } answered)
                    {
                        return answered;
                    }
                }
                catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
                {
                    // Silent or away: the next one.
                }
            }
        }

        return null;
    }

    private static async Task<(byte[] Message, DnsAnswer Answer)?> AskAsync(IPEndPoint server, DnsQuery query, CancellationToken cancellationToken)
    {
        var id = BinaryPrimitives.ReadUInt16LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ushort)));
        var question = DnsWriter.Query(id, query);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

        // Connected, so that the kernel drops what others send.
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(question, cancellationToken);
        var buffer = new byte[LongestMessage];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancellationToken);
            if (DnsAnswer.Read(buffer.AsSpan(0, length), id, query) is { } answer)
            {
                return answer.Truncated ? await AskOverTcpAsync(server, id, question, query, cancellationToken) : (buffer[..length], answer);
            }
        }
    }

    private static async Task<(byte[] Message, DnsAnswer Answer)?> AskOverTcpAsync(
        IPEndPoint server, ushort id, byte[] question, DnsQuery query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);
        await DnsFraming.WriteAsync(stream, question, cancellationToken);
        return await DnsFraming.ReadAsync(stream, LongestMessage, cancellationToken) is { } message && DnsAnswer.Read(message, id, query) is { } answer
            ? (message, answer)
            : null;
    }
}
