using Bothy.Agent.Loop;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;

namespace Bothy.Agent.Sessions;

/// <summary>Writes accepted input to a process. What it does not want any more is thrown away, so that clients are not kept waiting.</summary>
internal sealed class InputPump(PolledDescriptor target, InputBuffer buffer, Action progressed)
{
    /// <summary>Runs until the input ends and is handed on.</summary>
    public async Task RunAsync()
    {
        var wanted = true;
        while (true)
        {
            await buffer.WaitAsync();
            var next = buffer.Next;
            if (next.IsEmpty)
            {
                return;
            }

            try
            {
                var count = wanted ? target.TryWrite(next.Span) : next.Length;
                if (count == RawDescriptor.WouldBlock)
                {
                    await target.WaitWritableAsync();
                    continue;
                }

                buffer.Consume(count);
                progressed();
            }
            catch (Exception exception) when (exception is LinuxException or ObjectDisposedException)
            {
                wanted = false;
            }
        }
    }
}
