using Bothy.Volumes.Chunks;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Publishing;

/// <summary>
/// Puts prepared chunks into packs, in order, and tells the manifest where they are as soon as their packs have names. A chunk that the volume
/// has at that place already, or that was stored lately, is not stored again.
/// </summary>
internal sealed class ChunkPlacement(
    ManifestCursor old, ManifestUpdate manifest, PackUploads uploads, ChunkBuffers blocks, ChunkBuffers chunks, KnownChunks shared) : IDisposable
{
    /// <summary>So that chunks which need no pack do not wait for one without end.</summary>
    private const int MostWaiting = 8192;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly KnownChunks own = new(64 << 10, Lifetime, TimeProvider.System);
    private readonly List<(long Chunk, ContentReference Reference)> waiting = [];
    private PackBuilder? pack;

    /// <summary>Chunks that were stored.</summary>
    public long Stored { get; private set; }

    public async Task AddAsync(PreparedChunk prepared, CancellationToken cancellationToken)
    {
        if (prepared.Name.IsNone || await TryReuseAsync(prepared, cancellationToken))
        {
            Release(prepared);
            if (prepared.Name.IsNone)
            {
                waiting.Add((prepared.Chunk, default));
            }
        }
        else
        {
            if (pack?.IsFull(prepared.Length + PackFormat.RawAlignment) == true)
            {
                await CloseAsync(cancellationToken);
            }

            pack ??= new(PackKind.Chunks, blocks);
            var range = pack.Add(prepared.Name, prepared.Buffer.AsSpan(0, prepared.Length), prepared.Encoding, prepared.Encoding == ChunkEncoding.Raw);
            Release(prepared);
            var location = new PackLocation(default, range.Offset, range.Length, range.Encoding);
            own.Add(prepared.Name, location);
            waiting.Add((prepared.Chunk, new(prepared.Name, location)));
            Stored++;
        }

        if (waiting.Count >= MostWaiting)
        {
            await CloseAsync(cancellationToken);
        }
    }

    /// <summary>Closes the last pack. All chunks are durable when the uploads are completed.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => CloseAsync(cancellationToken);

    public void Dispose() => pack?.Dispose();

    /// <summary>Looks for the chunk where it is stored already.</summary>
    private async ValueTask<bool> TryReuseAsync(PreparedChunk prepared, CancellationToken cancellationToken)
    {
        if ((await old.GetAsync(prepared.Chunk, cancellationToken)).Name == prepared.Name)
        {
            return true;
        }

        if (own.TryFind(prepared.Name, out var location) || shared.TryFind(prepared.Name, out location))
        {
            waiting.Add((prepared.Chunk, new(prepared.Name, location)));
            return true;
        }

        return false;
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        var name = default(ContentName);
        if (pack is not null)
        {
            var closing = pack;
            pack = null;
            var placed = waiting.Where(each => !each.Reference.IsNone && each.Reference.Location.Pack.IsNone).Select(each => each.Reference).ToList();
            name = await uploads.BeginAsync(closing, (stored, _) => Share(placed, stored), cancellationToken);
        }

        foreach (var (chunk, reference) in waiting)
        {
            var named = reference;
            if (!reference.IsNone && reference.Location.Pack.IsNone)
            {
                named = reference with { Location = reference.Location with { Pack = name } };
                own.Add(named.Name, named.Location);
            }

            await manifest.SetAsync(chunk, named, cancellationToken);
        }

        waiting.Clear();
    }

    /// <summary>Others may refer to a pack only once it is durable.</summary>
    private void Share(List<ContentReference> placed, ContentName stored)
    {
        foreach (var reference in placed)
        {
            shared.Add(reference.Name, reference.Location with { Pack = stored });
        }
    }

    private void Release(PreparedChunk prepared)
    {
        if (prepared.Buffer is { } buffer)
        {
            chunks.Return(buffer);
        }
    }
}
