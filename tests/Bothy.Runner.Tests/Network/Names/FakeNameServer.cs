using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Bothy.Runner.Network.Names;

namespace Bothy.Runner.Tests.Network.Names;

/// <summary>A name server on loopback that says what the test wants, over UDP.</summary>
internal sealed class FakeNameServer : IDisposable
{
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));

    public FakeNameServer() => _ = ServeAsync();

    public IPEndPoint EndPoint => (IPEndPoint)socket.Client.LocalEndPoint!;

    /// <summary>Addresses by name.</summary>
    public ConcurrentDictionary<string, IPAddress[]> Names { get; } = new();

    /// <summary>Everything that was asked.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public uint Seconds { get; set; } = 60;

    public void Dispose() => socket.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync();
                var query = DnsQuery.Read(received.Buffer)!;
                Asked.Enqueue(query.Name!);
                var known = Names.TryGetValue(query.Name!, out var addresses);
                var family = query.Type == DnsType.Address4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
                var answer = DnsWriter.Answer(
                    query,
                    known ? DnsResponseCode.NoError : DnsResponseCode.NameError,
                    [.. (addresses ?? []).Where(address => address.AddressFamily == family)],
                    Seconds,
                    query.LongestAnswer);
                await socket.SendAsync(answer, received.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }
}
