using System.Net;
using System.Net.Sockets;
using Bothy.Linux.Namespaces;
using Bothy.Linux.Processes;
using Bothy.Linux.Tools;

namespace Bothy.Runner.Tests.Network;

/// <summary>A world outside: a network namespace beside the host's, with public and private addresses that answer.</summary>
internal sealed class Outside : IAsyncDisposable
{
    public static readonly IPAddress Public = IPAddress.Parse("198.51.100.2");
    public static readonly IPAddress OtherPublic = IPAddress.Parse("198.51.100.3");
    public static readonly IPAddress Private = IPAddress.Parse("10.99.77.2");
    public static readonly IPAddress Public6 = IPAddress.Parse("2001:db8:77::2");
    public static readonly IPAddress Private6 = IPAddress.Parse("fd77:77::2");
    public static readonly IPAddress Metadata = IPAddress.Parse("169.254.169.254");

    /// <summary>The host's own addresses on the way outside.</summary>
    public static readonly IPAddress Host = IPAddress.Parse("198.51.100.1");
    public static readonly IPAddress Host6 = IPAddress.Parse("2001:db8:77::1");
    private const string Name = "bothy-test-outside";
    private const string Device = "bothytest0";
    private readonly List<TcpListener> listeners = [];
    private readonly CancellationTokenSource stopping = new();

    /// <summary>Path of the namespace.</summary>
    internal static string Path => $"/run/netns/{Name}";

    public static async Task<Outside> CreateAsync()
    {
        await RemoveAsync();
        await IpAsync("netns", "add", Name);
        await IpAsync("link", "add", Device, "type", "veth", "peer", "name", "eth0", "netns", Name);
        await BatchAsync(
            $"""
            address add 198.51.100.1/24 dev {Device}
            address add 10.99.77.1/24 dev {Device}
            address add 2001:db8:77::1/64 dev {Device} nodad
            address add fd77:77::1/64 dev {Device} nodad
            link set {Device} up
            route add 169.254.169.254/32 dev {Device}
            """);
        await BatchAsync(
            """
            link set lo up
            address add 198.51.100.2/24 dev eth0
            address add 198.51.100.3/24 dev eth0
            address add 10.99.77.2/24 dev eth0
            address add 2001:db8:77::2/64 dev eth0 nodad
            address add fd77:77::2/64 dev eth0 nodad
            address add 169.254.169.254/32 dev eth0
            link set eth0 up
            route add default via 198.51.100.1
            route add default via 2001:db8:77::1
            """,
            "-netns", Name);
        await File.WriteAllTextAsync($"/proc/sys/net/ipv4/conf/{Device}/forwarding", "1");
        var forwarding6 = $"/proc/sys/net/ipv6/conf/{Device}/force_forwarding";
        if (File.Exists(forwarding6))
        {
            await File.WriteAllTextAsync(forwarding6, "1");
        }

        return new Outside();
    }

    /// <summary>Runs work on a thread inside a network namespace; sockets that it makes stay there.</summary>
    public static Task<T> InsideAsync<T>(string networkNamespace, Func<T> work) => PrivateThread.RunAsync("inside", () =>
    {
        ThreadNamespaces.EnterNetwork(networkNamespace);
        return work();
    });

    /// <summary>Answers every line that comes in over TCP with itself.</summary>
    /// <returns>The port, the same for all addresses.</returns>
    public async Task<int> ServeAsync()
    {
        var listener = await InsideAsync(Path, () =>
        {
            var made = TcpListener.Create(0);
            made.Start();
            return made;
        });
        listeners.Add(listener);
        _ = AcceptAsync(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listeners.ForEach(listener => listener.Dispose());
        stopping.Dispose();
        await RemoveAsync();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = EchoAsync(await listener.AcceptTcpClientAsync(stopping.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task EchoAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await client.GetStream().CopyToAsync(client.GetStream(), stopping.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The other end is gone, or the test is over.
        }
    }

    private static async Task RemoveAsync()
    {
        if (Directory.Exists($"/sys/class/net/{Device}"))
        {
            await IpAsync("link", "delete", Device);
        }

        if (File.Exists(Path))
        {
            await IpAsync("netns", "delete", Name);
        }
    }

    private static Task IpAsync(params string[] arguments) => Tool.RunAsync("ip", arguments, null, CancellationToken.None);

    private static Task BatchAsync(string commands, params string[] arguments) =>
        Tool.RunAsync("ip", [.. arguments, "-batch", "-"], commands, CancellationToken.None);
}
