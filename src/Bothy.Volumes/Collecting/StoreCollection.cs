using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Collecting;

/// <summary>
/// Gives up old versions, and deletes packs that no version needs, in two steps: a pack that nothing refers to is condemned, and deleted by a later
/// collection if nothing refers to it still. May be killed anywhere, and run on several hosts at once, beside any publications: docs/versions.md.
/// </summary>
internal sealed class StoreCollection(IObjectStore store, ManifestNodes nodes, RetentionOptions options, TimeProvider time)
{
    private readonly CondemnedPacks condemned = new(store);
    private DateTimeOffset begun;

    /// <summary>A sentence that was not carried out until then lapses: whoever read it may still act on it.</summary>
    private TimeSpan Lapsed => options.Grace * 2;

    /// <summary>The last moment to carry out a sentence.</summary>
    private TimeSpan TooLate => options.Grace * 1.5;

    /// <exception cref="IOException">The store failed, or something in it is damaged. What was deleted until then was to be deleted.</exception>
    public async Task<CollectionReport> RunAsync(CancellationToken cancellationToken)
    {
        begun = time.GetUtcNow();
        var sentences = await condemned.ListAsync(cancellationToken);
        var packs = await ListPacksAsync(cancellationToken);

        // After the packs were listed, and after the sentences: whoever referred to one of them by then is seen.
        var live = new LivePacks(nodes);
        var versions = await ThinAsync(live, cancellationToken);
        await AddDivergentAsync(live, cancellationToken);
        var (added, deleted) = (0, 0);
        foreach (var pack in packs.Where(pack => !live.Found.Contains(pack)))
        {
            MustBeInTime();
            if (sentences[pack].Any(sentence => IsDue(sentence.Passed)))
            {
                await store.DeleteAsync(new(PackFormat.Key(pack)), cancellationToken);
                deleted++;
            }
            else if (!sentences[pack].Any())
            {
                await condemned.AddAsync(pack, time.GetUtcNow(), cancellationToken);
                added++;
            }
        }

        foreach (var sentence in sentences.SelectMany(pack => pack).Where(sentence => begun - sentence.Passed > Lapsed))
        {
            await condemned.RemoveAsync(sentence, cancellationToken);
        }

        return new(versions, added, deleted, live.Found.Count);
    }

    private bool IsDue(DateTimeOffset passed) => begun - passed is var age && age >= options.Grace && age <= TooLate;

    /// <summary>What was read is too old to be acted on.</summary>
    private void MustBeInTime()
    {
        if (time.GetUtcNow() - begun > (Lapsed - TooLate) / 2)
        {
            throw new IOException($"A collection of {store.Description} took too long and was given up. The next one goes on.");
        }
    }

    private async Task<List<ContentName>> ListPacksAsync(CancellationToken cancellationToken)
    {
        var packs = new List<ContentName>();
        await foreach (var key in store.ListAsync(PackFormat.Prefix, cancellationToken))
        {
            if (PackFormat.TryParseKey(key, out var name))
            {
                packs.Add(name);
            }
        }

        return packs;
    }

    /// <summary>Deletes heads that need not be kept, and adds what the others need.</summary>
    private async Task<int> ThinAsync(LivePacks live, CancellationToken cancellationToken)
    {
        var deleted = 0;
        var (volume, position) = ("", 0);
        HashSet<long> kept = [];
        await foreach (var key in store.ListAsync(HeadSeries.OwnPrefix, cancellationToken))
        {
            var current = key.ToString().Split('/')[1];
            if (current != volume)
            {
                (volume, position) = (current, 0);
                kept = VolumeId.IsValid(volume) ? await new KeptVersions(store, new(volume)).ListAsync(cancellationToken) : [];
            }

            if (await FindAsync(key, cancellationToken) is not { } version)
            {
                continue;
            }

            if (++position > Math.Max(2, options.KeepNewest) && begun - version.CreatedAt > options.KeepYounger && !kept.Contains(version.Number))
            {
                MustBeInTime();
                await store.DeleteAsync(key, cancellationToken);
                deleted++;
            }
            else
            {
                await live.AddAsync(version, cancellationToken);
            }
        }

        return deleted;
    }

    private async Task AddDivergentAsync(LivePacks live, CancellationToken cancellationToken)
    {
        await foreach (var key in store.ListAsync(HeadSeries.DivergentPrefix, cancellationToken))
        {
            if (await FindAsync(key, cancellationToken) is { } version)
            {
                await live.AddAsync(version, cancellationToken);
            }
        }
    }

    /// <returns>Null if another collection has deleted it since it was listed.</returns>
    private async Task<VolumeVersion?> FindAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await HeadSeries.ReadAsync(store, key, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }
}
