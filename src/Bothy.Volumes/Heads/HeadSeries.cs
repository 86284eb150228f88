using System.Globalization;
using System.Runtime.CompilerServices;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Heads;

/// <summary>
/// The heads of one volume in an object store, each an object that is made once and never changed. Keys sort the newest first, so that
/// finding it is one request however many there are (docs/formats/heads.md).
/// </summary>
public sealed class HeadSeries
{
    /// <summary>What the keys of all volumes' own versions begin with; the volume's name follows.</summary>
    internal const string OwnPrefix = "heads/";

    /// <summary>What the keys of all divergent versions begin with; the volume's name follows.</summary>
    internal const string DivergentPrefix = "divergent/";

    private readonly IObjectStore store;
    private readonly string prefix;

    /// <summary>The versions of a volume.</summary>
    public HeadSeries(IObjectStore store, VolumeId volume)
        : this(store, volume, $"{OwnPrefix}{volume}/")
    {
    }

    private HeadSeries(IObjectStore store, VolumeId volume, string prefix)
    {
        this.store = store;
        this.prefix = prefix;
        Volume = volume;
    }

    public VolumeId Volume { get; }

    /// <summary>The versions that a host saved which had the volume with an epoch that no longer counts.</summary>
    public HeadSeries Divergent(long epoch) =>
        new(store, Volume, string.Create(CultureInfo.InvariantCulture, $"{DivergentPrefix}{Volume}/{epoch:x16}/"));

    /// <summary>The latest version; null if the volume has none.</summary>
    /// <exception cref="DamagedObjectException">The latest head is damaged. Older ones are not taken in its place: what was written since would be lost.</exception>
    public async Task<VolumeVersion?> FindLatestAsync(CancellationToken cancellationToken)
    {
        await foreach (var version in ListAsync(cancellationToken))
        {
            return version;
        }

        return null;
    }

    /// <summary>All versions, the latest first.</summary>
    public async IAsyncEnumerable<VolumeVersion> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in store.ListAsync(prefix, cancellationToken))
        {
            yield return await ReadAsync(key, cancellationToken);
        }
    }

    /// <summary>A version by its number; null if there is none.</summary>
    public async Task<VolumeVersion?> FindAsync(long number, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(KeyOf(number), cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes a version exist, unless there is one of its number.</summary>
    /// <returns>The version that now has the number: an equal one if this call or an earlier attempt made it, else another's.</returns>
    public async Task<VolumeVersion> AddAsync(VolumeVersion version, CancellationToken cancellationToken)
    {
        var key = KeyOf(version.Number);
        var outcome = await store.PutAsync(key, [HeadFormat.Write(version)], cancellationToken);
        return outcome == PutOutcome.Created ? version : await ReadAsync(key, cancellationToken);
    }

    /// <summary>
    /// Takes the volume over: from now on nobody can add a version who does not know of this one. Adds a version with the content of the latest
    /// and the next epoch.
    /// </summary>
    /// <exception cref="VersionNotFoundException">The volume has no version.</exception>
    public Task<VolumeVersion> ClaimAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        AddWithNextEpochAsync(latest => latest ?? throw new VersionNotFoundException(Volume, store.Description), now, cancellationToken);

    /// <summary>
    /// Gives the volume another version's content, at no cost: as its first version, or as the one after its latest, with the next epoch, so that nobody who
    /// had the volume before adds to it.
    /// </summary>
    public Task<VolumeVersion> BeginAsync(VolumeVersion content, DateTimeOffset now, CancellationToken cancellationToken) =>
        AddWithNextEpochAsync(_ => content, now, cancellationToken);

    /// <summary>The same with zeros.</summary>
    public Task<VolumeVersion> BeginAsync(long length, int chunkSize, DateTimeOffset now, CancellationToken cancellationToken) =>
        BeginAsync(VolumeVersion.Zeros(Volume, length, chunkSize), now, cancellationToken);

    internal static DateTimeOffset Rounded(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>Reads a head, whosever it is.</summary>
    /// <exception cref="DamagedObjectException">It is damaged.</exception>
    internal static async Task<VolumeVersion> ReadAsync(IObjectStore store, ObjectKey key, CancellationToken cancellationToken) =>
        HeadFormat.Read(await store.ReadAllAsync(key, HeadFormat.MaximumSize, cancellationToken), Describe(store, key));

    /// <summary>Adds a version after the latest, whoever adds others meanwhile.</summary>
    /// <param name="content">Says which version's content it has, given the latest, if there is one.</param>
    private async Task<VolumeVersion> AddWithNextEpochAsync(Func<VolumeVersion?, VolumeVersion> content, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (true)
        {
            var latest = await FindLatestAsync(cancellationToken);
            var next = content(latest) with
            {
                Volume = Volume,
                Number = (latest?.Number ?? 0) + 1,
                Epoch = (latest?.Epoch ?? 0) + 1,
                CreatedAt = Rounded(now),
                Writer = Guid.NewGuid(),
            };
            if (await AddAsync(next, cancellationToken) == next)
            {
                return next;
            }
        }
    }

    private static string Describe(IObjectStore store, ObjectKey key) => $"Head {key} in {store.Description}";

    private async Task<VolumeVersion> ReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var version = await ReadAsync(store, key, cancellationToken);
        return version.Volume == Volume && KeyOf(version.Number) == key
            ? version
            : throw new DamagedObjectException(Describe(store, key), $"it is the head of {version}");
    }

    private ObjectKey KeyOf(long number) => new(string.Create(CultureInfo.InvariantCulture, $"{prefix}{long.MaxValue - number:x16}"));
}
