using System.Buffers;
using System.Collections.Concurrent;

namespace Bothy.Images.Layers;

/// <summary>Reads another stream on a thread of its own, a little ahead: decompressing and hashing go on while what was read is written elsewhere.</summary>
internal sealed class ReadAheadStream : ReadOnlyStream
{
    private const int BlockSize = 128 * 1024;
    private const int BlocksAhead = 16;
    private readonly Stream inner;
    private readonly BlockingCollection<ArraySegment<byte>> blocks = new(BlocksAhead);
    private readonly CancellationTokenSource stop = new();
    private readonly Thread thread;
    private Exception? failure;
    private ArraySegment<byte> current;

    public ReadAheadStream(Stream inner)
    {
        this.inner = inner;
        thread = new Thread(Fill) { IsBackground = true, Name = "layer" };
        thread.Start();
    }

    public override int Read(Span<byte> buffer)
    {
        while (current.Count == 0)
        {
            Return();
            if (!blocks.TryTake(out current, Timeout.Infinite))
            {
                thread.Join();
                return failure is null ? 0 : throw failure;
            }
        }

        var count = Math.Min(buffer.Length, current.Count);
        current.AsSpan(0, count).CopyTo(buffer);
        current = current[count..];
        return count;
    }

    /// <summary>Ends the thread; <see cref="inner"/> stays open.</summary>
    protected override void Dispose(bool disposing)
    {
        stop.Cancel();
        thread.Join();
        Return();
        while (blocks.TryTake(out current))
        {
            Return();
        }

        blocks.Dispose();
        stop.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        try
        {
            while (true)
            {
                var block = ArrayPool<byte>.Shared.Rent(BlockSize);
                var filled = inner.ReadAtLeast(block.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false);
                blocks.Add(new ArraySegment<byte>(block, 0, filled), stop.Token);
                if (filled < BlockSize)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody reads on.
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        finally
        {
            blocks.CompleteAdding();
        }
    }

    private void Return()
    {
        if (current.Array is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
            current = default;
        }
    }
}
