using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Agents.Client;

/// <summary>A TCP connection inside an environment: asynchronous, one reader and one writer at a time.</summary>
public sealed class ForwardedStream : Stream
{
    private readonly AgentConnection connection;
    private ReadOnlyMemory<byte> unread;
    private bool ended;

    internal ForwardedStream(AgentConnection connection) => this.connection = connection;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the sending half; the peer reads the end of the stream, and may go on sending.</summary>
    public ValueTask EndWritingAsync(CancellationToken cancellationToken) => connection.Writer.WriteAsync(FrameType.DataEnd, [], cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (unread.IsEmpty && !ended)
        {
            var frame = await connection.Reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new EndOfStreamException("The agent closed a forwarded connection in the middle.");
            switch (frame.Type)
            {
                case FrameType.Data:
                    unread = frame.Payload;
                    break;
                case FrameType.DataEnd:
                    ended = true;
                    break;
                default:
                    throw new AgentProtocolException($"The agent sent a frame of type {(byte)frame.Type} in a forwarded connection.");
            }
        }

        var count = Math.Min(unread.Length, buffer.Length);
        unread[..count].CopyTo(buffer);
        unread = unread[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, AgentProtocol.PreferredData);
            await connection.Writer.WriteAsync(FrameType.Data, buffer.Span[..count], cancellationToken).ConfigureAwait(false);
            buffer = buffer[count..];
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A forwarded connection is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A forwarded connection is written asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await connection.AbortAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Abort();
        }

        base.Dispose(disposing);
    }
}
