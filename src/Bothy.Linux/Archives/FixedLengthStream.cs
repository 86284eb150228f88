namespace Bothy.Linux.Archives;

/// <summary>
/// A file as long as it was when it was opened: a tar header tells the length first, and a file that somebody writes to may not keep it. What is
/// missing reads as zeros.
/// </summary>
internal sealed class FixedLengthStream(Stream content, long length) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, length - position);
        var count = content.Read(buffer[..wanted]);
        if (count == 0)
        {
            buffer[..wanted].Clear();
            count = wanted;
        }

        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
