using Bothy.Images.Layers;

namespace Bothy.Images.Archives;

/// <summary>A part of a file as a stream.</summary>
internal sealed class FilePart : ReadOnlyStream
{
    private readonly FileStream file;
    private long left;

    public FilePart(string path, long offset, long size)
    {
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) { Position = offset };
        left = size;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = file.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }
}
