using System.Numerics;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Reading;

namespace Bothy.Volumes.Bases;

/// <summary>One version of a volume, read through this host's cache. Opening it reads nothing; what is read comes when it is needed, or a little before.</summary>
internal sealed class VersionBase : IVolumeBase
{
    private readonly VolumeVersion version;
    private readonly ManifestNodes nodes;
    private readonly ChunkReader chunks;
    private readonly StoreRetry retry;
    private readonly PrefetchQueue prefetches;
    private readonly LeafTable leaves;
    private readonly ReadAhead readAhead;
    private readonly int chunkBits;
    private readonly int rootLevel;
    private readonly long chunkCount;

    public VersionBase(VolumeVersion version, ManifestNodes nodes, ChunkReader chunks, StoreRetry retry, PrefetchQueue prefetches)
    {
        this.version = version;
        this.nodes = nodes;
        this.chunks = chunks;
        this.retry = retry;
        this.prefetches = prefetches;
        chunkBits = BitOperations.Log2((uint)version.ChunkSize);
        chunkCount = Chunks.ChunkSize.Count(version.Length, version.ChunkSize);
        rootLevel = ManifestShape.RootLevel(chunkCount);
        leaves = new(ManifestShape.NodeAbove(Math.Max(0, chunkCount - 1), 0) + 1);
        readAhead = new(PrefetchQueue.LongestBytes / version.ChunkSize);
        if (version.Root.IsNone)
        {
            leaves.SetZeros(0, long.MaxValue);
        }
    }

    public long Length => version.Length;

    public int ChunkSize => version.ChunkSize;

    public bool IsZero(long chunk) =>
        leaves[ManifestShape.NodeAbove(chunk, 0)]?.IsZero(ManifestShape.ChildAbove(chunk, 0)) ?? false;

    public bool TryRead(long offset, Span<byte> destination)
    {
        var first = offset >> chunkBits;
        var last = (offset + Math.Max(1, destination.Length) - 1) >> chunkBits;
        while (destination.Length > 0)
        {
            var chunk = offset >> chunkBits;
            var within = (int)(offset & (ChunkSize - 1));
            var part = destination[..Math.Min(destination.Length, ChunkSize - within)];
            if (leaves[ManifestShape.NodeAbove(chunk, 0)] is not { } leaf)
            {
                return false;
            }

            leaf.MarkUsed();
            var child = ManifestShape.ChildAbove(chunk, 0);
            if (leaf.IsZero(child))
            {
                part.Clear();
            }
            else if (!chunks.TryRead(new(leaf, child, ChunkSize), within, part))
            {
                return false;
            }

            destination = destination[part.Length..];
            offset += part.Length;
        }

        Ahead(first, last, isMiss: false);
        return true;
    }

    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (destination.Length == 0)
        {
            return;
        }

        var first = offset >> chunkBits;
        var last = (offset + destination.Length - 1) >> chunkBits;
        var places = new List<ChunkPlace>();
        for (var chunk = first; chunk <= last; chunk++)
        {
            var child = ManifestShape.ChildAbove(chunk, 0);
            var leaf = await FindLeafAsync(chunk, cancellationToken);
            var part = PartOf(chunk, offset, destination);
            if (leaf.IsZero(child))
            {
                part.Span.Clear();
            }
            else if (!chunks.TryRead(new(leaf, child, ChunkSize), WithinOf(chunk, offset), part.Span))
            {
                places.Add(new(leaf, child, ChunkSize) { Chunk = chunk });
            }
        }

        var fetches = chunks.Begin(places);
        Ahead(first, last, isMiss: true);
        await CopyAsync(places, fetches, offset, destination, cancellationToken);
    }

    public void Dispose() => leaves.Dispose();

    /// <summary>Fetches what is likely to be read soon; errors are left to whoever reads it.</summary>
    internal async Task PrefetchAsync(long first, int count, CancellationToken cancellationToken)
    {
        var places = new List<ChunkPlace>();
        for (var chunk = first; chunk < Math.Min(first + count, chunkCount); chunk++)
        {
            var child = ManifestShape.ChildAbove(chunk, 0);
            var leaf = await FindLeafAsync(chunk, cancellationToken);
            if (!leaf.IsZero(child) && !chunks.IsHere(new(leaf, child, ChunkSize)))
            {
                places.Add(new(leaf, child, ChunkSize));
            }
        }

        foreach (var fetch in chunks.Begin(places))
        {
            await Task.WhenAny(fetch.Completion);
            chunks.Release(fetch);
        }
    }

    private async ValueTask CopyAsync(
        List<ChunkPlace> places, ChunkFetch[] fetches, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var done = 0;
        try
        {
            for (; done < fetches.Length; done++)
            {
                await fetches[done].Completion.WaitAsync(cancellationToken);
                var chunk = places[done].Chunk;
                var part = PartOf(chunk, offset, destination);
                fetches[done].Chunk.Slice(WithinOf(chunk, offset), part.Length).CopyTo(part);
                chunks.Release(fetches[done]);
            }
        }
        finally
        {
            for (; done < fetches.Length; done++)
            {
                chunks.Release(fetches[done]);
            }
        }
    }

    private async ValueTask<ManifestNode> FindLeafAsync(long chunk, CancellationToken cancellationToken)
    {
        if (leaves[ManifestShape.NodeAbove(chunk, 0)] is { } leaf)
        {
            return leaf;
        }

        leaf = ManifestNode.Zeros;
        await retry.RunAsync(
            async stop => leaf = await ManifestWalk.FindLeafAsync(nodes, version.Root, rootLevel, leaves, chunk, stop), cancellationToken);
        return leaf;
    }

    private void Ahead(long first, long last, bool isMiss)
    {
        var (from, count) = readAhead.OnRead(first, last, isMiss);
        if (count > 0)
        {
            prefetches.Ask(this, from, count);
        }
    }

    private int WithinOf(long chunk, long offset) => (int)Math.Max(0, offset - (chunk << chunkBits));

    /// <summary>The part of a read that lies in a chunk.</summary>
    private Memory<byte> PartOf(long chunk, long offset, Memory<byte> destination)
    {
        var start = Math.Max(offset, chunk << chunkBits);
        var end = Math.Min(offset + destination.Length, (chunk + 1) << chunkBits);
        return destination.Slice((int)(start - offset), (int)(end - start));
    }
}
