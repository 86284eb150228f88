using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bothy.EndToEnd.Tests.Support;

/// <summary>A name server that knows one name and its IPv4 address, and no other (RFC 1035, over UDP).</summary>
internal sealed class NameServer : IDisposable
{
    private const int HeaderSize = 12;
    private const int TypeAndClass = 4;
    private const ushort Address4 = 1;
    private const ushort Answered = 0x8180;
    private const ushort NoSuchName = 0x8183;
    private const int Seconds = 60;

    private readonly UdpClient socket;
    private readonly string name;
    private readonly IPAddress address;

    public NameServer(IPEndPoint listen, string name, IPAddress address)
    {
        (this.name, this.address) = (name, address);
        socket = new UdpClient(listen);
        _ = ServeAsync();
    }

    public void Dispose() => socket.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync();
                await socket.SendAsync(Answer(received.Buffer), received.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var labels = new List<string>();
        var end = HeaderSize;
        for (; query[end] != 0; end += query[end] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(query, end + 1, query[end]));
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end + 1));
        var isKnown = string.Join('.', labels).Equals(name, StringComparison.OrdinalIgnoreCase);
        byte[] record = isKnown && type == Address4 ? [0xc0, HeaderSize, 0, 1, 0, 1, 0, 0, 0, Seconds, 0, 4, .. address.GetAddressBytes()] : [];
        byte[] answer = [.. query[..(end + 1 + TypeAndClass)], .. record];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), isKnown ? Answered : NoSuchName);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)(record.Length > 0 ? 1 : 0));
        answer.AsSpan(8, 4).Clear();
        return answer;
    }
}
