using System.Net;
using System.Net.Sockets;
using System.Text;
using Bothy.Linux.Tools;
using Bothy.Runner.Installation;
using Bothy.Runner.Network;
using Bothy.Runner.Network.Names;
using Bothy.Runner.Network.Rules;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Tests.Network;

/// <summary>Real namespaces, links and nftables rules, under an installation name of the tests' own, with a world outside.</summary>
[CollectionDefinition(Name)]
public sealed class NetworkLab : IAsyncLifetime, ICollectionFixture<NetworkLab>
{
    public const string Name = "network";
    internal static readonly AddressPool Pool = new(IPNetwork.Parse("10.229.224.0/20"), IPNetwork.Parse("fdb0:7e57:7e57::/64"));
    internal static readonly Slot One = new(4001);
    internal static readonly Slot Two = new(4002);

    /// <summary>For what uses an environment's network up.</summary>
    internal static readonly Slot Three = new(4003);
    private FileStream alone = null!;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    internal InstallationPaths Installation { get; } = new("/nonexistent", $"{System.Environment.ProcessId & 0xFFFFFF:x6}");

    internal NetworkConfiguration Configuration { get; set; } = new();

    internal Outside Outside { get; private set; } = null!;

    internal Firewall Firewall { get; private set; } = null!;

    internal Shaping Shaping { get; private set; } = null!;

    internal NameGrants Names { get; } = new();

    internal EnvironmentNetworks Networks { get; private set; } = null!;

    internal bool Version6 { get; } = Uplink.CanForwardVersion6();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(System.Environment.UserName != "root", "needs root");
        Assert.SkipWhen(!File.Exists("/usr/sbin/nft"), "needs nftables");
        Assert.SkipWhen(!File.Exists("/bin/ping"), "needs iputils-ping");
        alone = await AloneAsync();
        Outside = await Outside.CreateAsync();
        await StartAsync(resolverPort: 9);
    }

    /// <summary>Begins anew with what lies in the kernel, as a runner that was restarted.</summary>
    internal async Task StartAsync(ushort resolverPort)
    {
        Firewall?.Dispose();
        Firewall = new Firewall(Installation, new FirewallText(Installation, Pool, Configuration), resolverPort);
        Shaping = new Shaping(Installation, Pool, Configuration);
        Networks = new EnvironmentNetworks(
            new NetworkNamespaces(Installation), new Links(Installation, Pool), Shaping, Firewall, Names, new HostServices(Firewall, Configuration), Pool, Version6);
        await Networks.PrepareAsync([], TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Networks is null)
        {
            return;
        }

        foreach (var slot in (Slot[])[One, Two, Three])
        {
            Networks.Remove(slot);
            await EventuallyAsync(() => !Directory.Exists($"/sys/class/net/{Installation.DevicePrefix}{slot}"), "the links are gone");
        }

        await Networks.RemoveSharedAsync(CancellationToken.None);
        Firewall.Dispose();
        await Outside.DisposeAsync();
        await alone.DisposeAsync();
        if (Directory.Exists(Installation.Run))
        {
            Directory.Delete(Installation.Run, recursive: true);
        }
    }

    internal string NamespaceOf(Slot slot) => $"{Installation.Namespaces}/{slot}.net";

    internal static async Task EventuallyAsync(Func<bool> holds, string what)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!holds())
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue(what);
            await Task.Delay(20);
        }
    }

    /// <summary>Waits for other runs of these tests on the host: the addresses outside are the same for all.</summary>
    private static async Task<FileStream> AloneAsync()
    {
        var deadline = DateTime.UtcNow.AddMinutes(5);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Path.GetTempPath(), "bothy-network-tests.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Connects from inside an environment.</summary>
    internal async Task<Socket> ConnectAsync(Slot slot, IPAddress address, int port)
    {
        var socket = await Outside.InsideAsync(NamespaceOf(slot), () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), deadline.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What becomes of a connection from inside: success, or the kernel's refusal.</summary>
    internal async Task<SocketError> TryAsync(Slot slot, IPAddress address, int port)
    {
        try
        {
            using var socket = await ConnectAsync(slot, address, port);
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
        catch (OperationCanceledException)
        {
            return SocketError.TimedOut;
        }
    }

    /// <summary>True if what is sent on the connection comes back.</summary>
    internal static async Task<bool> EchoesAsync(Socket socket, double seconds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var buffer = new byte[16];
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("hello"), deadline.Token);
            return await socket.ReceiveAsync(buffer, deadline.Token) > 0;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            return false;
        }
    }

    /// <summary>True if the command inside the environment's network succeeds.</summary>
    internal async Task<bool> RunAsync(Slot slot, params string[] command)
    {
        try
        {
            await Tool.RunAsync("nsenter", [$"--net={NamespaceOf(slot)}", .. command], null, TestContext.Current.CancellationToken);
            return true;
        }
        catch (ToolException)
        {
            return false;
        }
    }
}
