using Bothy.Linux.Descriptors;
using Bothy.Linux.Sockets;

namespace Bothy.Agent.Loop;

/// <summary>A watched descriptor as a stream; asynchronous only.</summary>
internal sealed class DescriptorStream(PolledDescriptor descriptor) : Stream
{
    private const int Turn = 256 * 1024;

    private int leftOfTurn = Turn;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var count = descriptor.TryRead(buffer.Span);
            if (count == RawDescriptor.WouldBlock)
            {
                await descriptor.WaitReadableAsync();
                continue;
            }

            // A peer that never stops sending must not keep the loop from the others.
            leftOfTurn -= count;
            if (leftOfTurn < 0)
            {
                leftOfTurn = Turn;
                await Task.Yield();
            }

            return count;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = descriptor.TryWrite(buffer.Span);
            if (count == RawDescriptor.WouldBlock)
            {
                await descriptor.WaitWritableAsync();
            }
            else
            {
                buffer = buffer[count..];
            }
        }
    }

    /// <summary>Ends the sending half of a socket.</summary>
    public void EndWriting() => RawSocket.ShutdownSend(descriptor.Handle);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            descriptor.Dispose();
        }

        base.Dispose(disposing);
    }
}
