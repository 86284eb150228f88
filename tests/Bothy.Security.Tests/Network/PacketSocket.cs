using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Bothy.Security.Tests.Network;

/// <summary>Whole Ethernet frames on an environment's <c>eth0</c> (packet(7)): whatever the kernel inside would not send.</summary>
internal sealed class PacketSocket : IDisposable
{
    private const int EveryProtocol = 3;
    private readonly Socket socket;
    private readonly int device;

    /// <summary>Opens it in the network namespace of the calling thread.</summary>
    public PacketSocket()
    {
        device = int.Parse(
            File.ReadLines("/proc/thread-self/net/dev_snmp6/eth0").First().Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture);
        socket = new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)IPAddress.HostToNetworkOrder((short)EveryProtocol));
    }

    public void Send(byte[] frame) => socket.SendTo(frame, new LinkEndPoint(device));

    /// <summary>Waits for a frame that is the one looked for.</summary>
    public async Task<bool> ReceivesAsync(Func<byte[], bool> looked, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer, deadline.Token);
                if (looked(buffer[..length]))
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>struct sockaddr_ll with nothing but the device.</summary>
    private sealed class LinkEndPoint(int device) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            Span<byte> index = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(index, device);
            for (var i = 0; i < index.Length; i++)
            {
                address[4 + i] = index[i];
            }

            address[11] = 6;
            return address;
        }
    }
}
