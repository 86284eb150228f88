using System.Runtime.CompilerServices;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;
using Bothy.Volumes.Reading;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Checking;

/// <summary>Reads everything that a store holds of versions and compares it with its names. Changes nothing.</summary>
public sealed class StoreCheck(IObjectStore store)
{
    /// <summary>Checks all packs and all heads with their manifests.</summary>
    /// <returns>What is damaged or missing, each with its name; nothing if all is well.</returns>
    /// <exception cref="IOException">The store failed, which says nothing about what it holds.</exception>
    public async IAsyncEnumerable<string> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lengths = new Dictionary<ContentName, long>();
        await foreach (var key in store.ListAsync(PackFormat.Prefix, cancellationToken))
        {
            if (await FindDamageAsync(key, lengths, cancellationToken) is { } damage)
            {
                yield return damage;
            }
        }

        var seen = new HashSet<(ContentName Name, ContentName Pack)>();
        foreach (var prefix in (string[])[HeadSeries.OwnPrefix, HeadSeries.DivergentPrefix])
        {
            await foreach (var key in store.ListAsync(prefix, cancellationToken))
            {
                await foreach (var damage in CheckHeadAsync(key, lengths, seen, cancellationToken))
                {
                    yield return damage;
                }
            }
        }
    }

    private async Task<string?> FindDamageAsync(ObjectKey key, Dictionary<ContentName, long> lengths, CancellationToken cancellationToken)
    {
        try
        {
            if (!PackFormat.TryParseKey(key, out var name))
            {
                return $"{key} is not the key of a pack.";
            }

            var content = await store.ReadAllAsync(key, PackFormat.MaximumLength, cancellationToken);
            lengths[name] = content.Length;
            CheckPack(name, content);
            return null;
        }
        catch (Exception exception) when (exception is DamagedObjectException or ObjectNotFoundException)
        {
            return exception.Message;
        }
    }

    private void CheckPack(ContentName name, byte[] content)
    {
        ReadOnlySpan<byte> all = content;
        var footer = all.Length < PackFormat.FooterSize ? [] : all[^PackFormat.FooterSize..];
        var tail = PackIndex.TailLength(name, footer, all.Length);
        var index = PackIndex.Read(name, all[..PackFormat.HeaderSize], all[^tail..], all.Length);
        var chunk = new byte[ChunkSize.Maximum];
        foreach (var (entry, range) in index.Entries)
        {
            var stored = all.Slice(range.Offset, range.Length);
            var reference = new ContentReference(entry, new(name, range.Offset, range.Length, range.Encoding));
            if (range.Encoding == ChunkEncoding.Raw)
            {
                ChunkDecoder.Verify(reference, stored, store.Description);
            }
            else if (!SizesOfChunks().Any(size => IsChunk(entry, content.AsSpan(range.Offset, range.Length), chunk.AsSpan(0, size))))
            {
                throw ChunkDecoder.Damaged(reference, store.Description, "its bytes do not give it");
            }
        }
    }

    /// <summary>A pack does not say of which size its compressed chunks are.</summary>
    private static IEnumerable<int> SizesOfChunks()
    {
        for (var size = ChunkSize.Minimum; size <= ChunkSize.Maximum; size *= 2)
        {
            yield return size;
        }
    }

    private static bool IsChunk(ContentName name, ReadOnlySpan<byte> stored, Span<byte> chunk) =>
        ChunkCompressor.TryDecompress(stored, chunk) && ContentName.Of(chunk) == name;

    private async IAsyncEnumerable<string> CheckHeadAsync(
        ObjectKey key,
        Dictionary<ContentName, long> lengths,
        HashSet<(ContentName Name, ContentName Pack)> seen,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VolumeVersion? version = null;
        string? damage = null;
        try
        {
            version = await HeadSeries.ReadAsync(store, key, cancellationToken);
        }
        catch (DamagedObjectException exception)
        {
            damage = exception.Message;
        }

        if (version is null)
        {
            yield return damage!;
            yield break;
        }

        var level = ManifestShape.RootLevel(ChunkSize.Count(version.Length, version.ChunkSize));
        var waiting = new Stack<(ContentReference Reference, int Level)>([(version.Root, level)]);
        while (waiting.TryPop(out var next))
        {
            if (next.Reference.IsNone || !seen.Add((next.Reference.Name, next.Reference.Location.Pack)))
            {
                continue;
            }

            if (!lengths.TryGetValue(next.Reference.Location.Pack, out var length) || next.Reference.Location.End > length)
            {
                yield return $"{version} needs {next.Reference.Name} of pack {next.Reference.Location.Pack}, which is not there.";
            }
            else if (next.Level >= 0)
            {
                var (node, wrong) = await ReadNodeAsync(next.Reference, next.Level, cancellationToken);
                if (node is null)
                {
                    yield return wrong!;
                    continue;
                }

                for (var child = 0; child < ManifestShape.FanOut; child++)
                {
                    waiting.Push((node[child], next.Level - 1));
                }
            }
        }
    }

    private async Task<(ManifestNode? Node, string? Damage)> ReadNodeAsync(ContentReference reference, int level, CancellationToken cancellationToken)
    {
        try
        {
            var location = reference.Location;
            var content = new byte[location.Length];
            await store.ReadAsync(new(PackFormat.Key(location.Pack)), location.Offset, content, cancellationToken);
            return (ManifestNode.Read(content, reference.Name, location.Pack, level), null);
        }
        catch (DamagedObjectException exception)
        {
            return (null, exception.Message);
        }
    }
}
