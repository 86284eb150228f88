using System.Threading.Channels;
using Bothy.Linux.Netlink;
using Bothy.Linux.Tools;

namespace Bothy.Runner.Network;

/// <summary>Notices when somebody else removes the firewall's tables, as a reload of the host's own rules does, and puts them back.</summary>
internal sealed class FirewallGuard(string table, EnvironmentNetworks networks, TimeProvider time)
{
    private const uint NftablesGroup = 1 << 6;
    private const ushort TableRemoved = (10 << 8) | 2;
    private const int HeaderLength = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Channel<bool> suspicions = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var socket = NetlinkSocket.Open(NetlinkSocket.Netfilter, NftablesGroup);
        var listener = new Thread(() => Listen(socket)) { IsBackground = true, Name = "nftables" };
        listener.Start();
        await foreach (var _ in suspicions.Reader.ReadAllAsync(cancellationToken))
        {
            await RestoreAsync(cancellationToken);
        }
    }

    /// <summary>Restores, however often that takes: whoever removed the tables may be at it still.</summary>
    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await networks.RestoreFirewallAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is ToolException or IOException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private void Listen(NetlinkSocket socket)
    {
        while (true)
        {
            var removed = false;
            var complete = socket.Listen((type, body) =>
                removed |= type == TableRemoved && body.Length > HeaderLength && NetlinkAttributes.Find(body[HeaderLength..], 1, out var name)
                    && System.Text.Encoding.ASCII.GetString(name).TrimEnd('\0') == table);
            if (removed || !complete)
            {
                suspicions.Writer.TryWrite(true);
            }
        }
    }
}
