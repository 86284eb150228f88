using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Control;
using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Hosting;

/// <summary>Attaches and detaches volumes, and remembers what is attached for the next server. One call at a time for each volume.</summary>
internal sealed class AttachedVolumes(RunPaths paths, IVolumeCatalog catalog, FileTable files, VolumeMount mount, TimeProvider time)
{
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReopenPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReopenPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private readonly Dictionary<string, OpenAttachment> open = new(StringComparer.Ordinal);
    private ulong nextNode = Attachments.None.NextNode;

    public int Count
    {
        get
        {
            lock (open)
            {
                return open.Count;
            }
        }
    }

    public OpenAttachment? Find(VolumeId id)
    {
        lock (open)
        {
            return open.GetValueOrDefault(id.ToString());
        }
    }

    /// <summary>Opens again what an earlier server had attached.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var saved = Attachments.Load(paths.Attachments);
        nextNode = saved.NextNode;
        await Task.WhenAll(saved.Volumes.Select(attachment => ReopenAsync(attachment, cancellationToken)));

        if (Count == 0)
        {
            mount.RemoveLeftovers();
        }
        else if (!await mount.TryTakeOverAsync(cancellationToken))
        {
            Console.WriteLine("The holder has no descriptors of the mount: holder and server ended together. Whatever had volumes open sees errors; restart it.");
            await mount.EnsureAsync(cancellationToken);
        }
    }

    /// <summary>Path of the volume's file.</summary>
    /// <exception cref="VolumesException">It is attached the other way.</exception>
    public async Task<string> AttachAsync(VolumeId id, bool readOnly, VolumeQuality quality, CancellationToken cancellationToken)
    {
        if (Find(id) is { } attached)
        {
            return attached.Saved.ReadOnly == readOnly
                ? attached.Path(paths)
                : throw new VolumesException(VolumesReason.Busy, $"Volume {id} is attached {(readOnly ? "for writing" : "read-only")} already. Detach it first.");
        }

        var opened = await OpenAsync(new(id.ToString(), Interlocked.Increment(ref nextNode) - 1, readOnly, quality), cancellationToken);
        try
        {
            if (opened.Volume.PlainFile is null)
            {
                await mount.EnsureAsync(cancellationToken);
            }

            Save();
        }
        catch
        {
            await CloseAsync(opened);
            throw;
        }

        return opened.Path(paths);
    }

    /// <summary>Ends the serving of a volume that nobody has open.</summary>
    /// <exception cref="VolumesException">It is open.</exception>
    public async Task DetachAsync(VolumeId id, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } attached)
        {
            return;
        }

        if (attached.File is { } file)
        {
            file.Closing = true;
            if (!await IsReleasedAsync(file, cancellationToken))
            {
                file.Closing = false;
                throw new VolumesException(
                    VolumesReason.Busy, $"The file of volume {id} is open: {paths.FileOf(id)}. Unmount what lies on it and detach its loop device first.");
            }
        }

        await CloseAsync(attached);
        Save();
    }

    public void SetQuality(OpenAttachment attached, VolumeQuality quality)
    {
        attached.Saved = attached.Saved with { Quality = quality };
        if (attached.File is { } file)
        {
            file.Flow.Quality = quality;
        }

        Save();
    }

    /// <summary>Opens a volume whose requests wait in the kernel already: tries for a while, and then fails its requests rather than everybody's.</summary>
    private async Task ReopenAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                await OpenAsync(attachment, cancellationToken);
                return;
            }
#pragma warning disable CA1031 // Whatever is wrong with one volume, the others are served.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (time.GetElapsedTime(start) > ReopenPatience)
                {
                    Console.WriteLine($"Volume {attachment.Volume} cannot be opened again, and its users see errors: {(exception is IOException ? exception.Message : exception)}");
                    Add(new UnavailableVolume(attachment.Length, exception.Message), attachment);
                    return;
                }
            }

            await Task.Delay(ReopenPause, time, cancellationToken);
        }
    }

    private async Task<OpenAttachment> OpenAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        var volume = await catalog.OpenAsync(new VolumeId(attachment.Volume), attachment.ReadOnly, cancellationToken);
        return Add(volume, attachment with { Length = volume.Blocks.Length });
    }

    private OpenAttachment Add(IOpenVolume volume, Attachment attachment)
    {
        var file = volume.PlainFile is null ? new ServedFile(attachment.Volume, attachment.Node, volume.Blocks, attachment.ReadOnly) : null;
        if (file is not null)
        {
            file.Flow.Quality = attachment.Quality;
            files.Add(file);
        }

        lock (open)
        {
            return open[attachment.Volume] = new OpenAttachment(volume, file, attachment);
        }
    }

    private async Task CloseAsync(OpenAttachment attached)
    {
        lock (open)
        {
            open.Remove(attached.Saved.Volume);
        }

        if (attached.File is { } file)
        {
            files.Remove(file);
            file.Dispose();
        }

        await attached.Volume.DisposeAsync();
    }

    /// <summary>The kernel says a moment late that a file was closed.</summary>
    private async Task<bool> IsReleasedAsync(ServedFile file, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (mount.Handles.IsOpen(file.Node))
        {
            if (time.GetElapsedTime(start) > ReleasePatience)
            {
                return false;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return true;
    }

    private void Save()
    {
        lock (open)
        {
            new Attachments(Interlocked.Read(ref nextNode), [.. open.Values.Select(one => one.Saved)]).Save(paths.Attachments);
        }
    }
}
