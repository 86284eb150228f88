using System.Runtime.InteropServices;
using Bothy.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Blocks;

/// <summary>An ordinary sparse file as a volume, all of it here: what serving costs by itself, measured and tested without an engine below.</summary>
public sealed class RawFileVolume : IBlockVolume, IDisposable
{
    private readonly SafeFileHandle file;
    private volatile IOException? failure;

    public RawFileVolume(string path)
    {
        file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(file) / IBlockVolume.BlockSize * IBlockVolume.BlockSize;
    }

    public long Length { get; }

    public bool TryRead(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(file, destination, offset);
            if (count == 0)
            {
                throw new IOException("The file became shorter while it was served.");
            }

            offset += count;
            destination = destination[count..];
        }

        return true;
    }

    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        TryRead(offset, destination.Span);
        return ValueTask.CompletedTask;
    }

    public void Write(long offset, ReadOnlySpan<byte> source, bool direct = false) => RandomAccess.Write(file, source, offset);

    public bool NeedsSpace(long offset, long length) => false;

    public void Discard(long offset, long length) => SparseFile.PunchHole(file, offset, length);

    public void Flush()
    {
        if (failure is not null)
        {
            throw new IOException($"The file could not be flushed before: {failure.Message}", failure);
        }

        try
        {
            DataSync.Run(file, "a served file");
        }
        catch (IOException exception)
        {
            // The kernel says so once (fsync(2)).
            failure = exception;
            throw;
        }
    }

    public void Dispose() => file.Dispose();
}
