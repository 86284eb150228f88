using Bothy.Linux.Files;
using Bothy.Linux.Paths;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Deltas.Storage;

/// <summary>A file of this host's filesystem, through its page cache but where it is asked otherwise.</summary>
internal sealed class LocalDeltaFile(SafeFileHandle file, string path) : IDeltaFile
{
    private readonly Lazy<SafeFileHandle?> direct = new(() => DirectFile.TryReopen(file));

    public string Name => path;

    public ulong Identity => FileStatus.Of(file, path).Inode;

    public long Length => RandomAccess.GetLength(file);

    public void Read(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(file, destination, offset);
            if (count == 0)
            {
                throw new DeltaDamagedException($"{path} ends at {offset} bytes, and more is needed of it.");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source, bool direct = false)
    {
        if (!direct || !DirectFile.Takes(source) || !TryWriteDirectly(offset, source))
        {
            RandomAccess.Write(file, source, offset);
        }
    }

    public void Punch(long offset, long length) => FileSpace.Punch(file, offset, length);

    public void Sync() => DataSync.Run(file, path);

    private bool TryWriteDirectly(long offset, ReadOnlySpan<byte> source)
    {
        try
        {
            if (direct.Value is { } opened)
            {
                RandomAccess.Write(opened, source, offset);
                return true;
            }
        }
        catch (IOException)
        {
            // A filesystem or disk that wants other alignment than it says; or whatever is wrong shows when it is written the usual way.
        }

        return false;
    }

    public void Dispose()
    {
        if (direct.IsValueCreated)
        {
            direct.Value?.Dispose();
        }

        file.Dispose();
    }
}
