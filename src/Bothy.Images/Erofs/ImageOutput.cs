using Bothy.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Images.Erofs;

/// <summary>
/// The image file, written from its beginning to its end through a buffer. What is skipped, and long runs of zeros, are holes. The kernel is told to bring it to
/// stable storage as it grows, so that little is left to do at the end.
/// </summary>
internal sealed class ImageOutput : IDisposable
{
    private const int BufferSize = 1 << 20;

    /// <summary>Zeros that fill such a piece of the buffer are not written.</summary>
    private const int HoleSize = 64 << 10;

    private readonly SafeFileHandle file;
    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private long start;
    private int filled;

    /// <param name="path">Made, for the host's root alone; must not exist.</param>
    public ImageOutput(string path)
    {
        file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Where the next byte goes.</summary>
    public long Position => start + filled;

    /// <summary>Room to write at <see cref="Position"/>, never empty.</summary>
    public Span<byte> Room
    {
        get
        {
            if (filled == BufferSize)
            {
                Flush();
            }

            return buffer.AsSpan(filled);
        }
    }

    /// <summary>Takes in what was written to <see cref="Room"/>.</summary>
    public void Advance(int count) => filled += count;

    public void Write(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var room = Room;
            var count = Math.Min(content.Length, room.Length);
            content[..count].CopyTo(room);
            Advance(count);
            content = content[count..];
        }
    }

    /// <summary>Leaves zeros up to a multiple of a number of bytes.</summary>
    public void Align(int to) => Skip(ErofsFormat.Align(Position, to));

    /// <summary>Leaves zeros up to a position.</summary>
    public void Skip(long position)
    {
        if (position - start > BufferSize)
        {
            Flush();
            start = position;
            return;
        }

        buffer.AsSpan(filled, (int)(position - start) - filled).Clear();
        filled = (int)(position - start);
    }

    /// <summary>Writes over what was written before <see cref="Position"/>.</summary>
    public void Patch(ReadOnlySpan<byte> content, long position)
    {
        Flush();
        RandomAccess.Write(file, content, position);
    }

    /// <summary>Reads what was written before <see cref="Position"/>.</summary>
    public void Read(Span<byte> content, long position)
    {
        Flush();

        // Zeros at the end are a hole that the file does not have yet.
        content[RandomAccess.Read(file, content, position)..].Clear();
    }

    /// <summary>Makes a range a hole: what it holds is gone.</summary>
    public void Punch(long position, long length)
    {
        Flush();
        FileSpace.Punch(file, position, length);
    }

    /// <summary>Brings everything to stable storage; the file ends at <see cref="Position"/>.</summary>
    public void Complete()
    {
        Flush();
        RandomAccess.SetLength(file, start);
        RandomAccess.FlushToDisk(file);
    }

    public void Dispose() => file.Dispose();

    private void Flush()
    {
        var content = buffer.AsSpan(0, filled);
        for (var at = 0; at < filled;)
        {
            var end = at;
            while (end < filled && content[end..Math.Min(end + HoleSize, filled)].ContainsAnyExcept((byte)0))
            {
                end = Math.Min(end + HoleSize, filled);
            }

            if (end > at)
            {
                RandomAccess.Write(file, content[at..end], start + at);
                EarlyWriteback.Begin(file, start + at, end - at);
            }

            at = Math.Max(end, Math.Min(end + HoleSize, filled));
        }

        start += filled;
        filled = 0;
    }
}
