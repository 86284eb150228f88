using Bothy.Agent.Loop;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Bothy.Linux.Terminals;

namespace Bothy.Agent.Sessions;

/// <summary>A process's standard input, output and error (which a terminal has as one) with their buffers.</summary>
internal sealed class SessionStreams
{
    private const int PipeCapacity = 1 << 20;
    private const int RingCapacity = 256 * 1024;

    private readonly PolledDescriptor input;
    private readonly PolledDescriptor output;
    private readonly PolledDescriptor? error;
    private readonly bool terminal;
    private readonly OutputPump outputPump;
    private readonly OutputPump? errorPump;

    public SessionStreams(
        SegmentPool pool, bool dropsOldest, PolledDescriptor input, PolledDescriptor output, PolledDescriptor? error, Action<StreamProgress> progressed)
    {
        (this.input, this.output, this.error) = (input, output, error);
        terminal = ReferenceEquals(input, output);
        var capacity = dropsOldest ? RingCapacity : PipeCapacity;
        Input = new InputBuffer(pool);
        Output = new StreamBuffer(pool, capacity, dropsOldest);
        Error = new StreamBuffer(pool, capacity, dropsOldest);
        outputPump = new OutputPump(output, Output, () => progressed(StreamProgress.Output));
        errorPump = error is null ? null : new OutputPump(error, Error, () => progressed(StreamProgress.Output));
        _ = outputPump.RunAsync();
        _ = errorPump?.RunAsync();
        _ = PumpInputAsync(new InputPump(input, Input, () => progressed(StreamProgress.Input)));
        if (errorPump is null)
        {
            Error.Complete();
        }
    }

    public InputBuffer Input { get; }

    public StreamBuffer Output { get; }

    public StreamBuffer Error { get; }

    /// <summary>Tells the pumps that the process ended.</summary>
    public void ProcessEnded()
    {
        outputPump.ProcessEnded();
        errorPump?.ProcessEnded();
        if (!terminal)
        {
            input.Dispose();
        }
    }

    /// <summary>Sets the terminal's size; nothing where there is no terminal.</summary>
    public void Resize(int columns, int rows)
    {
        if (!terminal || Output.HasEnded)
        {
            return;
        }

        try
        {
            PseudoTerminal.Resize(input.Handle, (ushort)columns, (ushort)rows);
        }
        catch (LinuxException)
        {
            // The program closed the terminal meanwhile.
        }
    }

    /// <summary>Gives up what nobody will read.</summary>
    public void Release()
    {
        Output.Release();
        Error.Release();
    }

    private async Task PumpInputAsync(InputPump pump)
    {
        await pump.RunAsync();
        if (!terminal)
        {
            input.Dispose();
        }
    }
}
