using Bothy.Linux.Failpoints;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Heads;

namespace Bothy.Volumes.Catalogs;

/// <summary>Brings the cuts of an open volume to the store, one after the other, for as long as it takes. Whoever writes does not wait for it.</summary>
internal sealed class VolumeSaving : IAsyncDisposable
{
    private readonly VolumeId id;
    private readonly DeltaVolume volume;
    private readonly VersionStore versions;
    private readonly DeltaCatalogOptions options;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim wake = new(1, 1);
    private readonly Task run;
    private volatile TaskCompletionSource? finish;
    private volatile string? problem;
    private volatile bool isSaving;

    public VolumeSaving(VolumeId id, DeltaVolume volume, VersionStore versions, DeltaCatalogOptions options, TimeProvider time)
    {
        (this.id, this.volume, this.versions, this.options, this.time) = (id, volume, versions, options, time);
        run = Task.Run(RunAsync);
    }

    /// <summary>Why saving does not go on; null while it does.</summary>
    public string? Problem => problem ?? (isSaving ? versions.Trouble : null);

    /// <summary>True if the store has all that it should have of the volume.</summary>
    public bool IsSaved => volume.Cuts.Count == 0 && (options.SaveEvery is null || volume.BytesAboveBase == 0);

    /// <summary>There is something to save.</summary>
    public void Wake()
    {
        lock (wake)
        {
            if (wake.CurrentCount == 0)
            {
                wake.Release();
            }
        }
    }

    /// <summary>Returns when all is saved of a volume that is not written to any more, or nothing can be: it was taken over, or is being closed.</summary>
    public async Task FinishAsync()
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        finish = mine;
        Wake();
        await Task.WhenAny(mine.Task, run);
    }

    /// <summary>The volume is written to again.</summary>
    public void GoOn() => finish = null;

    /// <summary>Cuts the volume, on a thread of its own: bringing a filesystem to rest may take long.</summary>
    public Task CutAsync(string name, ICutMoment? moment) => Task.Factory.StartNew(
        () => volume.Cut(name, moment is null ? null : moment.End, moment is null ? null : moment.Begin), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await run;
        stop.Dispose();
        wake.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await wake.WaitAsync(Pause(), stop.Token);
                await SaveAllAsync();
                if (problem is null && IsSaved)
                {
                    finish?.TrySetResult();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The volume is being closed; its cuts are kept.
        }
        catch (FencedException exception)
        {
            problem = exception.Message;
        }
    }

    private TimeSpan Pause() => problem is not null ? options.RetryAfter
        : finish is not null && !IsSaved ? TimeSpan.Zero
        : options.SaveEvery ?? Timeout.InfiniteTimeSpan;

    private async Task SaveAllAsync()
    {
        try
        {
            if (volume.IsOutOfLayers && volume.Cuts.Count == 0)
            {
                // Cuts failed again and again: what was closed before is saved first, which makes room.
                volume.CutClosed(CutName.At(time.GetUtcNow()));
            }

            if (options.SaveEvery is not null && volume.Cuts.Count == 0 && volume.BytesAboveBase > 0)
            {
                using var moment = options.Moment?.Invoke(id);
                await CutAsync(CutName.At(time.GetUtcNow()), moment);
            }

            isSaving = true;
            while (volume.Cuts is [var oldest, ..])
            {
                await SaveAsync(oldest, stop.Token);
            }

            problem = null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever goes wrong, the volume is not saved: that is told, and tried again.
        catch (Exception exception) when (exception is not FencedException)
#pragma warning restore CA1031
        {
            if (exception is not IOException)
            {
                Console.WriteLine($"Volume {id} cannot be saved: {exception}");
            }

            problem = exception.Message;
        }
        finally
        {
            isSaving = false;
        }
    }

    private async Task SaveAsync(string name, CancellationToken cancellationToken)
    {
        using var cut = volume.OpenCut(name)!;
        var from = await FromAsync(cancellationToken);
        var publication = await versions.PublishAsync(
            from, InOrder(cut.Chunks(from.ChunkSize)), (chunk, destination, token) => ReadAsync(cut, chunk * from.ChunkSize, destination, token), cancellationToken);
        if (!CutName.IsUnasked(name))
        {
            await versions.KeepAsync(publication.Version, name, cancellationToken);
        }

        Failpoint.Hit(VolumeFailpoints.Saved);
        var content = versions.Open(publication.Version);
        try
        {
            volume.Publish(cut, VersionName.Of(publication.Version).ToString(), content);
        }
        catch (IOException)
        {
            if (volume.Version != VersionName.Of(publication.Version).ToString())
            {
                content.Dispose();
            }

            throw;
        }
    }

    /// <summary>The version that the next one is made from: the volume's own, or its first, which has the content that it began with.</summary>
    private async Task<VolumeVersion> FromAsync(CancellationToken cancellationToken)
    {
        var before = volume.Version is { } name
            ? await versions.Heads(VersionName.Parse(name).Volume).FindAsync(VersionName.Parse(name).Number, cancellationToken)
                ?? throw new IOException($"The store has no version {name} any more.")
            : null;
        return before?.Volume == id ? before : await BeginAsync(before, cancellationToken);
    }

    /// <summary>
    /// Begins the volume's own series after whatever the store has of its name: that is of a volume that was deleted, and what is in that must not come
    /// up again where this one has zeros. Noted before anything is published, so that a next attempt goes on with it.
    /// </summary>
    private async Task<VolumeVersion> BeginAsync(VolumeVersion? content, CancellationToken cancellationToken)
    {
        var (heads, now) = (versions.Heads(id), time.GetUtcNow());
        var begun = await (content is null
            ? heads.BeginAsync(volume.Length, Chunks.ChunkSize.Default, now, cancellationToken)
            : heads.BeginAsync(content, now, cancellationToken));
        Failpoint.Hit(VolumeFailpoints.Begun);
        volume.Adopt(VersionName.Of(begun).ToString());
        return begun;
    }

    private static async ValueTask ReadAsync(DeltaCut cut, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var inside = (int)Math.Min(destination.Length, cut.Length - offset);
        destination[inside..].Span.Clear();
        await cut.ReadAsync(offset, destination[..inside], cancellationToken);
    }

    private static async IAsyncEnumerable<long> InOrder(IEnumerable<long> chunks)
    {
        await Task.CompletedTask;
        foreach (var chunk in chunks)
        {
            yield return chunk;
        }
    }
}
