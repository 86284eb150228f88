using Bothy.Linux.Netlink;

namespace Bothy.Linux.Nftables;

/// <summary>
/// Makes changes of nftables over a socket that stays open: closing one waits until the kernel has destroyed what was removed, which takes
/// many times as long as a change. Calls may come from several threads.
/// </summary>
public sealed class NftConnection : IDisposable
{
    private readonly Lock gate = new();
    private NetlinkSocket? socket;

    /// <summary>Makes the change.</summary>
    /// <exception cref="NetlinkException">The kernel refused a part, and so did nothing.</exception>
    public void Commit(NftTransaction change)
    {
        lock (gate)
        {
            socket ??= NetlinkSocket.Open(NetlinkSocket.Netfilter);
            try
            {
                socket.Transact(change.End());
            }
            catch (Exception exception) when (exception is not NetlinkException)
            {
                // Answers may still be under way: the next change must not take them for its own.
                socket.Dispose();
                socket = null;
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            socket?.Dispose();
            socket = null;
        }
    }
}
