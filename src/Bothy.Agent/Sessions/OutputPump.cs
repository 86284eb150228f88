using Bothy.Agent.Loop;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Agent.Sessions;

/// <summary>
/// Reads a process's output into a buffer. The stream ends where every holder of the other side closed it, or shortly after the process ended:
/// what a process left running in the background writes after that is read and thrown away, so that it neither stops nor dies of it.
/// </summary>
internal sealed class OutputPump(PolledDescriptor source, StreamBuffer buffer, Action progressed)
{
    private const int MaximumAfterEnd = 1 << 20;
    private const int MaximumDiscarding = 128;

    private static int discarding;

    private bool processEnded;

    /// <summary>Runs until the stream ends; closes the source.</summary>
    public async Task RunAsync()
    {
        var othersHoldIt = false;
        try
        {
            othersHoldIt = await ReadAsync();
        }
        catch (Exception exception) when (exception is LinuxException or ObjectDisposedException)
        {
            // A terminal that nobody has open any more, or a session that was forgotten.
        }

        buffer.Complete();
        progressed();
        if (othersHoldIt && discarding < MaximumDiscarding)
        {
            discarding++;
            await DiscardAsync();
            discarding--;
        }

        source.Dispose();
    }

    /// <summary>The process ended, and its output had time to arrive.</summary>
    public void ProcessEnded()
    {
        processEnded = true;
        source.WakeReader();
    }

    /// <summary>True where the process ended but the stream did not.</summary>
    private async Task<bool> ReadAsync()
    {
        var afterEnd = 0;
        while (afterEnd <= MaximumAfterEnd)
        {
            await buffer.WaitForRoomAsync();
            if (buffer.HasEnded)
            {
                return true;
            }

            var count = source.TryRead(buffer.WritableMemory().Span);
            if (count == 0)
            {
                return false;
            }

            if (count > 0)
            {
                buffer.Commit(count);
                progressed();
                afterEnd += processEnded ? count : 0;
                await Task.Yield();
            }
            else if (processEnded)
            {
                return true;
            }
            else
            {
                await source.WaitReadableAsync();
            }
        }

        return true;
    }

    private async Task DiscardAsync()
    {
        var nowhere = new byte[4096];
        try
        {
            while (source.TryRead(nowhere) is var count and not 0)
            {
                if (count == RawDescriptor.WouldBlock)
                {
                    await source.WaitReadableAsync();
                }
                else
                {
                    await Task.Yield();
                }
            }
        }
        catch (Exception exception) when (exception is LinuxException or ObjectDisposedException)
        {
            // Likewise.
        }
    }
}
