using System.Globalization;
using Bothy.Steps;

// Does one piece of real work in a process of its own, so that a test can have it killed at a failpoint.
var work = args switch
{
    ["disk-up", var volumes, var id, var mountPoint, var limit] =>
        DiskSteps.UpAsync(volumes, id, mountPoint, long.Parse(limit, CultureInfo.InvariantCulture)),
    ["disk-down", var volumes, var id, var mountPoint] => DiskSteps.DownAsync(volumes, id, mountPoint),
    ["disk-delete", var volumes, var id] => DiskSteps.DeleteAsync(volumes, id),
    ["disk-snapshot", var volumes, var source, var target] => DiskSteps.SnapshotAsync(volumes, source, target),
    ["image-ensure", var directory, var reference] => ImageSteps.EnsureAsync(directory, reference),
    ["holder", var run] => VolumeSteps.HoldAsync(run),
    ["volumes-raw", var run, var files] => VolumeSteps.ServeFilesAsync(run, files),
    ["volumes-delta", var run, var files] => VolumeSteps.ServeDeltasAsync(run, files),
    ["store-put", var directory, var key, var length] => VersionSteps.PutAsync(directory, key, length),
    ["publish", var directory, var volume, var first, var last, var seed] => VersionSteps.PublishAsync(directory, volume, first, last, seed),
    ["volume-traced", var directory, var length] => TraceSteps.ServeAsync(directory, length),
    ["volumes-host", var run, var data] => VolumeSteps.ServeHostAsync(run, data),
    ["disk-bench", var directory, var count] => DiskBench.RunAsync(directory, int.Parse(count, CultureInfo.InvariantCulture)),
    _ => throw new ArgumentException($"No such work: {string.Join(' ', args)}"),
};
await work;
