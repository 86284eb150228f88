using System.Net;
using System.Net.Sockets;

namespace Bothy.Images.Tests.Registries;

/// <summary>Ports that no other test of this process gets, outside of the range that the kernel gives away by itself.</summary>
internal static class LoopbackPort
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private static int next = Environment.ProcessId * 50;

    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref next) % Count);
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }
}
