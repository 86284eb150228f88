using System.Collections.Concurrent;
using Bothy.Linux.Failpoints;
using Bothy.Volumes.Bases;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;
using Bothy.Volumes.Deltas.Storage;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Catalogs;

/// <summary>
/// Volumes as local writes over versions in a store. A volume exists whole or not at all; every call may be killed at any point and made again.
/// </summary>
public sealed class DeltaCatalog(DeltaCatalogOptions options, VersionStore versions, TimeProvider time) : IVolumeCatalog
{
    private readonly VolumeDirectory files = new(options.Directory, DeltaStateFile.Name);
    private readonly ConcurrentDictionary<VolumeId, AsyncLock> turns = new();

    /// <summary>Those in use, and those that are still being saved.</summary>
    private readonly ConcurrentDictionary<VolumeId, LocalVolume> open = new();

    /// <exception cref="VersionNotFoundException">The store has not the version.</exception>
    public async Task CreateAsync(VolumeId id, VolumeOrigin origin, CancellationToken cancellationToken)
    {
        if (files.Exists(id))
        {
            return;
        }

        var (length, version) = (origin.Length, (string?)null);
        if (origin.Version is { } name)
        {
            var content = await FindInStoreAsync(VersionName.Parse(name), cancellationToken);
            length = length <= content.Length
                ? content.Length
                : throw new ArgumentException($"Volume {id} cannot have {length} bytes: it begins as {content}, which has {content.Length}.", nameof(origin));

            // From here on the store keeps what the volume consists of, whatever becomes of the version that it was.
            version = VersionName.Of(await versions.Heads(id).BeginAsync(content, time.GetUtcNow(), cancellationToken)).ToString();
        }

        files.Make();
        var marks = MarksDirectory.Of(options.Run, id);
        MarksDirectory.Delete(marks);
        DeltaVolume.Create(DeltaPlace.Local(Path.GetDirectoryName(files.Begin(id))!, marks), length, version);
        MarksDirectory.Delete(marks);
        Failpoint.Hit(VolumeFailpoints.Filled);
        files.Publish(id);
        Failpoint.Hit(VolumeFailpoints.Published);
    }

    public async Task<IOpenVolume> OpenAsync(VolumeId id, bool readOnly, CancellationToken cancellationToken)
    {
        if (!files.Exists(id))
        {
            throw new VolumeNotFoundException(id, files.Path);
        }

        using var turn = await TurnAsync(id, cancellationToken);
        var volume = open.TryGetValue(id, out var found) ? found : await OpenFilesAsync(id, cancellationToken);
        volume.Use();
        return new OpenDeltaVolume(volume, ReleaseAsync);
    }

    public async Task DeleteAsync(VolumeId id, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(id, cancellationToken);
        if (open.TryGetValue(id, out var volume))
        {
            await CloseAsync(volume);
        }

        if (Directory.Exists(files.Path))
        {
            files.Retire(id);
            Failpoint.Hit(VolumeFailpoints.Retired);
            files.Clean(id);
        }

        MarksDirectory.Delete(MarksDirectory.Of(options.Run, id));
    }

    public VolumeDurability? FindDurability(VolumeId id) => open.TryGetValue(id, out var volume) ? volume.Durability : null;

    /// <summary>Goes on saving what nobody uses, and what an earlier process had not saved.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var left = List();
        while (left.Count > 0)
        {
            var again = new List<VolumeId>();
            foreach (var id in left)
            {
                try
                {
                    await TakeUpAsync(id, stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    throw;
                }
#pragma warning disable CA1031 // One volume's fault must not keep the others from being saved.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    Console.WriteLine($"Volume {id} cannot be saved: {(exception is IOException ? exception.Message : exception)}");
                    if (exception is not DeltaDamagedException)
                    {
                        again.Add(id);
                    }
                }
            }

            left = again;
            if (left.Count > 0)
            {
                await Task.Delay(options.RetryUnusedAfter, time, stop);
            }
        }
    }

    public IReadOnlyList<VolumeId> List() => files.List();

    /// <summary>Removes what killed processes left unfinished. Only while no call is made.</summary>
    public void CleanUp()
    {
        foreach (var id in files.ListLeftovers())
        {
            files.Clean(id);
        }
    }

    private async Task TakeUpAsync(VolumeId id, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(id, cancellationToken);
        if (files.Exists(id) && !open.ContainsKey(id) && (options.SaveEvery is not null || ReadState(id).Layers.Any(layer => layer.Cut is not null)))
        {
            await CloseOrSaveAsync(await OpenFilesAsync(id, cancellationToken));
        }
    }

    private async Task<LocalVolume> OpenFilesAsync(VolumeId id, CancellationToken cancellationToken)
    {
        var marks = MarksDirectory.Of(options.Run, id);
        var content = await OpenBaseAsync(ReadState(id), cancellationToken);
        var volume = DeltaVolume.Open(DeltaPlace.Local(HomeOf(id), marks), _ => content);
        return open[id] = new LocalVolume(id, volume, new VolumeSaving(id, volume, versions, options, time), marks);
    }

    private async Task ReleaseAsync(LocalVolume volume)
    {
        using var turn = await TurnAsync(volume.Id, CancellationToken.None);
        volume.EndUse();
        await CloseOrSaveAsync(volume);
    }

    /// <summary>Closes a volume that nobody uses, now or when it is saved.</summary>
    private async Task CloseOrSaveAsync(LocalVolume volume)
    {
        if (volume.Saving.IsSaved)
        {
            await CloseAsync(volume);
        }
        else
        {
            await volume.FlushAsync();
            _ = CloseWhenSavedAsync(volume);
        }
    }

    private async Task CloseWhenSavedAsync(LocalVolume volume)
    {
        await volume.Saving.FinishAsync();
        using var turn = await TurnAsync(volume.Id, CancellationToken.None);
        try
        {
            if (!volume.IsUsed && open.GetValueOrDefault(volume.Id) == volume)
            {
                await CloseAsync(volume);
            }
        }
        catch (IOException exception)
        {
            // What was not flushed is flushed when it is opened again, or lost with the host's power.
            Console.WriteLine($"Volume {volume.Id} was not closed cleanly: {exception.Message}");
        }
    }

    private async Task CloseAsync(LocalVolume volume)
    {
        open.TryRemove(volume.Id, out _);
        await volume.CloseAsync();
    }

    private Task<AsyncLock.Held> TurnAsync(VolumeId id, CancellationToken cancellationToken) =>
        turns.GetOrAdd(id, static _ => new AsyncLock()).EnterAsync(cancellationToken);

    private string HomeOf(VolumeId id) => Path.GetDirectoryName(files.Data(id))!;

    private DeltaState ReadState(VolumeId id) => DeltaStateFile.Read(new LocalDeltaStorage(HomeOf(id)));

    private async Task<IVolumeBase> OpenBaseAsync(DeltaState state, CancellationToken cancellationToken) => state.Version is { } name
        ? versions.Open(await FindAsync(VersionName.Parse(name), cancellationToken))
        : new ZeroBase(state.Length, ChunkSize.Default);

    /// <summary>Not from this host's copies: the store must have it.</summary>
    private async Task<VolumeVersion> FindInStoreAsync(VersionName name, CancellationToken cancellationToken) =>
        await versions.Heads(name.Volume).FindAsync(name.Number, cancellationToken)
            ?? throw new IOException($"The store has no version {name}. Is it the right store?");

    private async Task<VolumeVersion> FindAsync(VersionName name, CancellationToken cancellationToken) =>
        await versions.FindAsync(name.Volume, name.Number, cancellationToken)
            ?? throw new IOException($"The store has no version {name}, which a volume of this host consists of. Is it the right store?");
}
