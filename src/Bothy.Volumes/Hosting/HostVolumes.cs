using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Collecting;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Hosting;

/// <summary>The volumes of a data directory, served until told to stop: local writes over versions in the store that is configured, or in a directory beside them.</summary>
public static class HostVolumes
{
    /// <param name="run">The installation's directory under <c>/run/bothy</c>.</param>
    /// <returns>0 after a clean stop.</returns>
    public static async Task<int> RunAsync(string data, string run, TimeProvider time, CancellationToken stop)
    {
        var configured = StoreConfiguration.Find(data);
        using var objects = configured?.Open(VolumePaths.UsedStore(data)) ?? new DirectoryObjectStore(VolumePaths.Store(data));
        var options = configured is null
            ? new VersionStoreOptions()
            : new VersionStoreOptions
            {
                CacheDirectory = configured.S3 is null ? null : VolumePaths.Cache(data),
                HeadsDirectory = Path.Combine(VolumePaths.Cache(data), "heads"),
                CacheBytes = configured.CacheBytes,
            };
        using var versions = new VersionStore(objects, options, time);
        var catalog = new DeltaCatalog(
            new DeltaCatalogOptions
            {
                Directory = VolumePaths.Local(data),
                Run = run,
                Moment = id => new FilesystemAtRest(run, new RunPaths(run).FileOf(id), FilesystemAtRest.DefaultLongest, time),
                SaveEvery = configured is null ? null : TimeSpan.FromSeconds(configured.SaveEverySeconds),
            },
            versions,
            time);
        catalog.CleanUp();
        var collecting = new CollectionSchedule(versions, new() { KeepNewest = configured?.KeepVersions ?? new RetentionOptions().KeepNewest }, time).RunAsync(stop);
        var code = await VolumesHost.RunAsync(run, catalog, time, stop, data);
        await collecting;
        return code;
    }
}
