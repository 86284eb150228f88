using Bothy.Linux.Files;
using Bothy.Linux.Memory;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Quality;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Hosting;

/// <summary>
/// The volume server as a process. It may be killed at any moment; the next one goes on where it was, with the same open files. A clean stop while volumes are
/// attached is no different: only what is attached nowhere is taken away.
/// </summary>
public static class VolumesHost
{
    /// <param name="run">The installation's directory under <c>/run/bothy</c>. The caller sees to it that there is one server at a time, and that the earlier one has ended.</param>
    /// <param name="local">Where the volumes lie on this host: while its filesystem is full, writes wait. Null if that is not to be watched.</param>
    /// <returns>0 after a clean stop.</returns>
    public static async Task<int> RunAsync(string run, IVolumeCatalog catalog, TimeProvider time, CancellationToken stop, string? local = null)
    {
        using var watched = local is null ? null : OpenDirectory.At(local);
        var paths = new RunPaths(run);
        paths.Create();
        ProcessMemory.Lock();
        ProcessMemory.TrySpare();
        if (!ProcessMemory.TryBecomeFlusher() && MemoryGroup.FindLimit() is { } limited)
        {
            Console.WriteLine(
                $"warning: this process may neither declare itself an IO flusher (CAP_SYS_RESOURCE) nor use memory freely ({limited} is limited). " +
                "If processes of the same group write to volumes, they and this server may wait for each other for ever: move the server to a group without a limit.");
        }

        var files = new FileTable();
        using var holder = new HolderLink(run, time);
        var mount = new VolumeMount(paths, files, holder, watched is null ? HostSpace.Unwatched : new HostSpace(() => FilesystemSpace.FreeBytes(watched)), time);
        var attached = new AttachedVolumes(paths, catalog, files, mount, time);
        await attached.RestoreAsync(stop);
        var background = RunInBackgroundAsync(catalog, stop);
        var service = new VolumesService(catalog, attached, paths, time);
        using var listener = new VolumesListener(paths.Socket, service);
        Console.WriteLine($"volumes are served: {attached.Count} attached");
        try
        {
            await listener.RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            File.Delete(paths.Socket);
        }

        await background;
        if (attached.Count == 0)
        {
            mount.Remove();
        }

        return 0;
    }

    private static async Task RunInBackgroundAsync(IVolumeCatalog catalog, CancellationToken stop)
    {
        try
        {
            await catalog.RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next server begins it again.
        }
    }
}
