using System.Threading.Channels;
using Bothy.Volumes.Bases;

namespace Bothy.Volumes.Reading;

/// <summary>Fetches ahead for all volumes, a few at a time. What does not fit into the queue is not fetched ahead.</summary>
internal sealed class PrefetchQueue : IDisposable
{
    /// <summary>The most that is fetched ahead of one reader.</summary>
    public const int LongestBytes = 8 << 20;

    private const int AtOnce = 3;
    private readonly Channel<(VersionBase Version, long First, int Count)> wanted =
        Channel.CreateBounded<(VersionBase, long, int)>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource closed = new();

    public PrefetchQueue()
    {
        for (var i = 0; i < AtOnce; i++)
        {
            _ = Task.Run(RunAsync);
        }
    }

    /// <summary>Asks for chunks of a version; never waits.</summary>
    public void Ask(VersionBase version, long first, int count) => wanted.Writer.TryWrite((version, first, count));

    public void Dispose() => closed.Cancel();

    private async Task RunAsync()
    {
        try
        {
            await foreach (var (version, first, count) in wanted.Reader.ReadAllAsync(closed.Token))
            {
                try
                {
                    await version.PrefetchAsync(first, count, closed.Token);
                }
#pragma warning disable CA1031 // One that fails must not end the others.
                catch (Exception) when (!closed.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    // Whoever reads there gets the error, with its reason.
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Closed.
        }
    }
}
