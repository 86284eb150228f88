using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Bothy.Linux.Failpoints;
using Bothy.Volumes.Caches;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Publishing;

/// <summary>
/// Turns changed chunks into a new version: packs of chunks first, then packs of manifest nodes, then the head, each durable before the next.
/// Killed anywhere, it leaves packs that nothing refers to, and can be begun again.
/// </summary>
internal sealed class VersionPublisher(
    IObjectStore store, ManifestNodes nodes, ChunkCache? cache, KnownChunks known, PublishOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Whoever collects garbage counts on it that no publication takes longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    private const int BlockSize = 1 << 20;
    private readonly ChunkBuffers blocks = new(BlockSize, kept: (options.Uploads + 2) * (PackFormat.TargetLength / BlockSize));
    private readonly SemaphoreSlim turns = new(options.Publications);
    private readonly bool compress = options.Compress ?? store is not DirectoryObjectStore;

    /// <summary>Publishes the version after the latest.</summary>
    /// <exception cref="FencedException">Another host has the volume.</exception>
    public async Task<Publication> PublishAsync(
        VolumeVersion from, IAsyncEnumerable<long> changed, DirtyChunkReader read, CancellationToken cancellationToken)
    {
        var heads = new HeadSeries(store, from.Volume);
        var latest = await heads.FindLatestAsync(cancellationToken) ?? throw new VersionNotFoundException(from.Volume, store.Description);
        MustNotBeFenced(latest, from.Epoch);
        if ((latest.Length, latest.ChunkSize) != (from.Length, from.ChunkSize) || latest.Number < from.Number)
        {
            throw new IOException($"{latest} in {store.Description} does not follow {from}.");
        }

        var publication = await WriteAsync(latest, changed, read, cancellationToken);
        if (publication.Version == latest)
        {
            return publication;
        }

        var added = await heads.AddAsync(publication.Version, cancellationToken);
        Failpoint.Hit(PublishFailpoints.HeadStored);
        MustNotBeFenced(added, from.Epoch);
        return added == publication.Version
            ? publication
            : throw new IOException($"{added} was published by somebody else at the same time. Publish again, on top of it.");
    }

    /// <summary>Saves what a host holds that has lost the volume, beside the volume's own versions.</summary>
    public async Task<Publication> PublishDivergentAsync(
        VolumeVersion from, IAsyncEnumerable<long> changed, DirtyChunkReader read, CancellationToken cancellationToken)
    {
        var heads = new HeadSeries(store, from.Volume).Divergent(from.Epoch);
        var publication = await WriteAsync(from, changed, read, cancellationToken);
        var version = publication.Version with { Number = from.Number + 1 };
        while (await heads.AddAsync(version, cancellationToken) is var added && added != version)
        {
            if (added.HasSameContent(version))
            {
                return publication with { Version = added };
            }

            version = version with { Number = version.Number + 1 };
        }

        return publication with { Version = version };
    }

    /// <summary>Makes everything durable but the head, when it is its turn.</summary>
    private async Task<Publication> WriteAsync(
        VolumeVersion parent, IAsyncEnumerable<long> changed, DirtyChunkReader read, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await WriteInTurnAsync(parent, changed, read, cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<Publication> WriteInTurnAsync(
        VolumeVersion parent, IAsyncEnumerable<long> changed, DirtyChunkReader read, CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        var count = ChunkSize.Count(parent.Length, parent.ChunkSize);
        using var uploads = new PackUploads(store, options.Uploads);
        var manifest = new ManifestUpdate(nodes, uploads, blocks, parent.Root, count);
        var chunks = new ChunkBuffers(parent.ChunkSize, kept: 4 * options.Concurrency);
        using var placement = new ChunkPlacement(new(nodes, parent.Root, count), manifest, uploads, blocks, chunks, known);
        var changes = 0L;
        try
        {
            await foreach (var prepared in PrepareAsync(changed, count, read, new(chunks, compress, cache), cancellationToken))
            {
                changes++;
                await placement.AddAsync(prepared, cancellationToken);
            }

            await placement.CompleteAsync(cancellationToken);
            var root = await manifest.CompleteAsync(cancellationToken);
            await uploads.CompleteAsync();
            Failpoint.Hit(PublishFailpoints.PacksStored);
            if (time.GetUtcNow() - begun > Longest)
            {
                throw new IOException($"A publication to {store.Description} took longer than {Longest.TotalHours} hours: what it stored may be deleted. It must be begun again.");
            }

            var version = root == parent.Root
                ? parent
                : parent with { Number = parent.Number + 1, Root = root, Writer = Guid.NewGuid(), CreatedAt = HeadSeries.Rounded(time.GetUtcNow()) };
            return new(version, changes, placement.Stored, uploads.Total.Packs, uploads.Total.Bytes);
        }
        catch
        {
            manifest.Abandon();
            await uploads.SettleAsync();
            throw;
        }
    }

    /// <summary>Prepares chunks side by side and gives them in order.</summary>
    private async IAsyncEnumerable<PreparedChunk> PrepareAsync(
        IAsyncEnumerable<long> changed,
        long count,
        DirtyChunkReader read,
        ChunkPreparation preparation,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = Channel.CreateBounded<Task<PreparedChunk>>(options.Concurrency);
        var producer = ProduceAsync(ahead.Writer, changed, count, chunk => preparation.PrepareAsync(chunk, read, stop.Token), stop.Token);
        try
        {
            await foreach (var prepared in ahead.Reader.ReadAllAsync(cancellationToken))
            {
                yield return await prepared;
            }

            await producer;
        }
        finally
        {
            // The delegate is not called any more when this returns.
            await stop.CancelAsync();
            await producer.ContinueWith(_ => { }, TaskScheduler.Default);
            while (ahead.Reader.TryRead(out var left))
            {
                await left.ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private static async Task ProduceAsync(
        ChannelWriter<Task<PreparedChunk>> ahead,
        IAsyncEnumerable<long> changed,
        long count,
        Func<long, Task<PreparedChunk>> prepare,
        CancellationToken cancellationToken)
    {
        try
        {
            var previous = -1L;
            await foreach (var chunk in changed.WithCancellation(cancellationToken))
            {
                if (chunk <= previous || chunk >= count)
                {
                    throw new ArgumentException($"Chunk {chunk} was given after {previous}, of {count}: changed chunks must ascend.", nameof(changed));
                }

                previous = chunk;
                await ahead.WaitToWriteAsync(cancellationToken);
                await ahead.WriteAsync(Task.Run(() => prepare(chunk), cancellationToken), cancellationToken);
            }

            ahead.Complete();
        }
        catch (Exception exception)
        {
            ahead.Complete(exception);
        }
    }

    /// <summary>No publication is under way any more.</summary>
    public void Dispose() => turns.Dispose();

    private static void MustNotBeFenced(VolumeVersion latest, long epoch)
    {
        if (latest.Epoch > epoch)
        {
            throw new FencedException(latest, epoch);
        }
    }
}
