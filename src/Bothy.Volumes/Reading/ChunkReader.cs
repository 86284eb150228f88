using Bothy.Volumes.Caches;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Reading;

/// <summary>
/// Finds chunks, wherever they are: being fetched already; on this host's disk, in place in a directory store or in the cache; at peers; in the
/// object store. Each is fetched once for all who want it, and verified before anybody gets a byte of it.
/// </summary>
/// <param name="packs">The store's own packs, where it is a directory of this host; raw chunks in them are read in place and never copied.</param>
internal sealed class ChunkReader(IObjectStore store, PackFiles? packs, ChunkCache? cache, IChunkPeers? peers, StoreRetry retry) : IDisposable
{
    /// <summary>Chunks that lie beside each other are asked for with one request up to this many bytes.</summary>
    private const int LongestRequest = 4 << 20;

    /// <summary>A residence of what was verified in place.</summary>
    private const long InPlace = -1;

    private readonly FetchTable fetches = new();
    private readonly ChunkBuffers requests = new(LongestRequest, kept: 4);
    private readonly CancellationTokenSource closed = new();

    /// <summary>Reads from a chunk that is on this host and verified, without allocating.</summary>
    public bool TryRead(ChunkPlace place, int offset, Span<byte> destination)
    {
        ref var residence = ref place.Residence;
        if (Volatile.Read(ref residence) == InPlace)
        {
            var location = place.Reference.Location;
            return packs!.TryRead(location.Pack, location.Offset + offset, destination);
        }

        return cache is not null && cache.TryRead(place.Leaf.NameOf(place.Child), ref residence, offset, destination);
    }

    /// <summary>True if <see cref="TryRead"/> would find the chunk, nearly surely.</summary>
    public bool IsHere(ChunkPlace place) =>
        Volatile.Read(ref place.Residence) == InPlace || (cache is not null && cache.TryRead(place.Leaf.NameOf(place.Child), ref place.Residence, 0, []));

    /// <summary>Begins to fetch chunks, in their order, those that lie beside each other together.</summary>
    /// <returns>One for each place, to be waited for and released with <see cref="Release"/>.</returns>
    public ChunkFetch[] Begin(IReadOnlyList<ChunkPlace> places)
    {
        var joined = new ChunkFetch[places.Count];
        var run = new List<(ChunkFetch Fetch, ChunkPlace Place)>();
        for (var i = 0; i < joined.Length; i++)
        {
            joined[i] = fetches.Join(places[i].Reference, places[i].ChunkSize, out var isNew);
            if (!isNew)
            {
                continue;
            }

            if (run.Count > 0 && !Continues(run, joined[i].Reference.Location))
            {
                Start(run);
                run = [];
            }

            run.Add((joined[i], places[i]));
        }

        if (run.Count > 0)
        {
            Start(run);
        }

        return joined;
    }

    public void Release(ChunkFetch fetch) => fetches.Release(fetch);

    public void Dispose()
    {
        closed.Cancel();
        packs?.Dispose();
        cache?.Dispose();
    }

    private static bool Continues(List<(ChunkFetch Fetch, ChunkPlace Place)> run, PackLocation next)
    {
        var (first, last) = (run[0].Fetch.Reference.Location, run[^1].Fetch.Reference.Location);
        return next.Pack == last.Pack
            && next.Offset >= last.End && next.Offset - last.End < PackFormat.RawAlignment
            && next.End - first.Offset <= LongestRequest;
    }

    /// <summary>Fetches on, whoever stops waiting.</summary>
    private void Start(List<(ChunkFetch Fetch, ChunkPlace Place)> run) => _ = Task.Run(() => FetchAsync(run));

    private async Task FetchAsync(List<(ChunkFetch Fetch, ChunkPlace Place)> run)
    {
        try
        {
            await FetchRunAsync(run);
        }
        catch (Exception exception)
        {
            var error = exception is OperationCanceledException ? new IOException("The store was closed before the chunk was fetched.") : exception;
            foreach (var (fetch, _) in run.Where(each => !each.Fetch.Completion.IsCompleted))
            {
                fetches.Complete(fetch, error);
            }
        }
    }

    private async Task FetchRunAsync(List<(ChunkFetch Fetch, ChunkPlace Place)> run)
    {
        var missing = new List<(ChunkFetch Fetch, ChunkPlace Place)>();
        foreach (var (fetch, place) in run)
        {
            if (cache?.TryReadWhole(fetch.Reference.Name, fetch.Chunk.Span) == true || await IsAtPeerAsync(fetch))
            {
                fetches.Complete(fetch, null);
            }
            else
            {
                missing.Add((fetch, place));
            }
        }

        if (missing.Count > 1 && !IsInPlace(missing[0].Fetch.Reference))
        {
            missing = await TryFetchTogetherAsync(missing);
        }

        foreach (var (fetch, place) in missing)
        {
            await FetchAloneAsync(fetch, place);
        }
    }

    /// <summary>Reads the range that holds all of them once.</summary>
    /// <returns>Those that it did not give.</returns>
    private async Task<List<(ChunkFetch Fetch, ChunkPlace Place)>> TryFetchTogetherAsync(List<(ChunkFetch Fetch, ChunkPlace Place)> run)
    {
        var start = run[0].Fetch.Reference.Location.Offset;
        var buffer = requests.Rent();
        try
        {
            var range = buffer.AsMemory(0, run[^1].Fetch.Reference.Location.End - start);
            await store.ReadAsync(KeyOf(run[0].Fetch.Reference), start, range, closed.Token);
            var rest = new List<(ChunkFetch Fetch, ChunkPlace Place)>();
            foreach (var (fetch, place) in run)
            {
                try
                {
                    var location = fetch.Reference.Location;
                    ChunkDecoder.Decode(fetch.Reference, range.Span.Slice(location.Offset - start, location.Length), fetch.Chunk.Span, store.Description);
                    cache?.Add(fetch.Reference.Name, fetch.Chunk.Span);
                    fetches.Complete(fetch, null);
                }
                catch (DamagedObjectException)
                {
                    rest.Add((fetch, place));
                }
            }

            return rest;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or OperationCanceledException)
        {
            // One after the other then, each with its own patience and its own error.
            return run;
        }
        finally
        {
            requests.Return(buffer);
        }
    }

    private async Task FetchAloneAsync(ChunkFetch fetch, ChunkPlace place)
    {
        Exception? error = null;
        try
        {
            if (IsInPlace(fetch.Reference))
            {
                await retry.RunAsync(stop => Task.Run(() => ReadInPlace(fetch), stop), closed.Token);
                Volatile.Write(ref place.Residence, InPlace);
            }
            else
            {
                await retry.RunAsync(stop => ReadFromStoreAsync(fetch, stop), closed.Token);
                cache?.Add(fetch.Reference.Name, fetch.Chunk.Span);
            }
        }
        catch (IOException exception)
        {
            error = exception;
        }

        fetches.Complete(fetch, error);
    }

    private void ReadInPlace(ChunkFetch fetch)
    {
        var location = fetch.Reference.Location;
        if (location.Length != fetch.Chunk.Length)
        {
            throw ChunkDecoder.Damaged(fetch.Reference, store.Description, $"{location.Length} stored bytes do not give {fetch.Chunk.Length}");
        }

        packs!.Read(location.Pack, location.Offset, fetch.Chunk.Span);
        ChunkDecoder.Verify(fetch.Reference, fetch.Chunk.Span, store.Description);
    }

    private async Task ReadFromStoreAsync(ChunkFetch fetch, CancellationToken cancellationToken)
    {
        var location = fetch.Reference.Location;
        var buffer = requests.Rent();
        try
        {
            await store.ReadAsync(KeyOf(fetch.Reference), location.Offset, buffer.AsMemory(0, location.Length), cancellationToken);
            ChunkDecoder.Decode(fetch.Reference, buffer.AsSpan(0, location.Length), fetch.Chunk.Span, store.Description);
        }
        finally
        {
            requests.Return(buffer);
        }
    }

    private async Task<bool> IsAtPeerAsync(ChunkFetch fetch)
    {
        if (peers is null || !await peers.TryReadAsync(fetch.Reference.Name, fetch.Chunk, closed.Token)
            || ContentName.Of(fetch.Chunk.Span) != fetch.Reference.Name)
        {
            return false;
        }

        cache?.Add(fetch.Reference.Name, fetch.Chunk.Span);
        return true;
    }

    private bool IsInPlace(ContentReference reference) => packs is not null && reference.Location.Encoding == ChunkEncoding.Raw;

    private static ObjectKey KeyOf(ContentReference reference) => new(PackFormat.Key(reference.Location.Pack));
}
