using System.Threading.Channels;

namespace Bothy.Volumes.Serving;

/// <summary>
/// Work of one volume that may wait for the store, kept off the threads that serve everybody. A few pieces go on at once, the rest waits in a queue
/// of bounded length; when that is full, whoever has more waits.
/// </summary>
internal sealed class FetchQueue : IDisposable
{
    private const int Concurrent = 8;

    /// <summary>More than a block device has under way at once.</summary>
    private const int Longest = 1024;

    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim room = new(Longest);
    private readonly Channel<Func<CancellationToken, Task>> work = Channel.CreateBounded<Func<CancellationToken, Task>>(Longest);
    private int running;

    /// <summary>True while nothing is under way or waits.</summary>
    public bool IsIdle => work.Reader.Count == 0 && Volatile.Read(ref running) == 0;

    /// <summary>Adds work that handles its own errors.</summary>
    public void Add(Func<CancellationToken, Task> piece)
    {
        room.Wait();
        work.Writer.TryWrite(piece);
        if (TryEnter())
        {
            _ = Task.Run(DrainAsync);
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
        room.Dispose();
    }

    private async Task DrainAsync()
    {
        var token = stop.Token;
        do
        {
            while (work.Reader.TryRead(out var piece))
            {
                await piece(token);
                room.Release();
            }

            Interlocked.Decrement(ref running);

            // Something may have come between the last look and now.
        }
        while (work.Reader.Count > 0 && TryEnter());
    }

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref running) <= Concurrent)
        {
            return true;
        }

        Interlocked.Decrement(ref running);
        return false;
    }
}
