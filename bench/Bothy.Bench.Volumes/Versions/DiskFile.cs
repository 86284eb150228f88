using Bothy.Volumes.Publishing;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Bench.Volumes.Versions;

/// <summary>A file as the chunks of a volume.</summary>
internal sealed class DiskFile(string path, int chunkSize) : IDisposable
{
    private readonly SafeFileHandle file = File.OpenHandle(path);

    public long Length => RandomAccess.GetLength(file);

    public long Chunks => (Length + chunkSize - 1) / chunkSize;

    public DirtyChunkReader Reader => ReadAsync;

    public async IAsyncEnumerable<long> All()
    {
        for (var chunk = 0L; chunk < Chunks; chunk++)
        {
            yield return chunk;
        }

        await Task.CompletedTask;
    }

    public void Read(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
            {
                destination.Clear();
                return;
            }

            destination = destination[read..];
            offset += read;
        }
    }

    public void Dispose() => file.Dispose();

    private ValueTask ReadAsync(long chunk, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Read(chunk * chunkSize, destination.Span);
        return ValueTask.CompletedTask;
    }
}
