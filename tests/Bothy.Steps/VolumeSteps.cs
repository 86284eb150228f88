using Bothy.Volumes;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Holding;
using Bothy.Volumes.Hosting;
using Bothy.Volumes.Stores;

namespace Bothy.Steps;

/// <summary>The processes that serve volumes, for tests that kill them. They end with SIGTERM as any process does, unless told to be clean.</summary>
internal static class VolumeSteps
{
    public static Task HoldAsync(string run) => HolderHost.RunAsync(run, TimeProvider.System, CancellationToken.None);

    public static Task ServeFilesAsync(string run, string files) =>
        VolumesHost.RunAsync(run, new RawFileCatalog(files), TimeProvider.System, CancellationToken.None);

    /// <summary>As <c>bothyd volumes</c> does: with the store that the data directory configures.</summary>
    public static Task ServeHostAsync(string run, string data) => HostVolumes.RunAsync(data, run, TimeProvider.System, CancellationToken.None);

    public static async Task ServeDeltasAsync(string run, string files)
    {
        var store = new DirectoryObjectStore(Path.Combine(files, "store"));
        using var versions = new VersionStore(store, new(), TimeProvider.System);
        var catalog = new DeltaCatalog(new() { Directory = Path.Combine(files, "deltas"), Run = run }, versions, TimeProvider.System);
        await VolumesHost.RunAsync(run, catalog, TimeProvider.System, CancellationToken.None);
    }
}
