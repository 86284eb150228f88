using System.Threading.Channels;

namespace Bothy.Cli.Progress;

/// <summary>Wakes the one who shows things when there is something new to show; many changes wake it once.</summary>
internal sealed class ChangeSignal(TimeProvider time)
{
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => changes.Writer.TryWrite(true);

    /// <summary>Returns at the next change, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan? atMost, CancellationToken cancellationToken)
    {
        try
        {
            await changes.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(atMost ?? Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing changed, but what is shown moves by itself.
        }
    }
}
