using Bothy.Agent.Loop;
using Bothy.Api.Agents.Wire;

namespace Bothy.Agent.Connections;

/// <summary>One client's connection.</summary>
internal sealed class ClientConnection : IDisposable
{
    private readonly DescriptorStream stream;
    private readonly TimeProvider time;
    private ITimer? deadline;

    public ClientConnection(DescriptorStream stream, TimeProvider time)
    {
        this.stream = stream;
        this.time = time;
        Reader = new FrameReader(stream);
        Writer = new FrameWriter(stream);
    }

    public FrameReader Reader { get; }

    public FrameWriter Writer { get; }

    /// <summary>Ends the connection, and every read and write that waits.</summary>
    public void Close() => stream.Dispose();

    /// <summary>Ends the connection unless <see cref="KeepOpen"/> comes first.</summary>
    public void CloseAfter(TimeSpan delay)
    {
        deadline?.Dispose();
        deadline = time.CreateTimer(static stream => ((DescriptorStream)stream!).Dispose(), stream, delay, Timeout.InfiniteTimeSpan);
    }

    public void KeepOpen() => deadline?.Dispose();

    /// <summary>Call when nobody reads or writes any more.</summary>
    public void Dispose()
    {
        KeepOpen();
        Close();
        Reader.Dispose();
        Writer.Dispose();
    }
}
