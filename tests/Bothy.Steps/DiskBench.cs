using System.Diagnostics;
using Bothy.Volumes;
using Bothy.Volumes.Disks;

namespace Bothy.Steps;

/// <summary>Prints how long disks take: made and mounted for the first time, unmounted, mounted again, deleted.</summary>
internal static class DiskBench
{
    public static async Task RunAsync(string directory, int count)
    {
        var disks = new EnvironmentDisks(new LocalVolumes(Path.Combine(directory, "disks")), new DiskOptions());
        string[] names = ["new disk", "unmount", "mount again", "find", "delete"];
        var times = names.Select(_ => new List<double>()).ToArray();
        for (var i = 0; i < count; i++)
        {
            var (id, place) = (new VolumeId($"bench-{i}"), Path.Combine(directory, "mounts", $"{i}"));
            await TimeAsync(times[0], () => disks.EnsureMountedAsync(id, place, 50L << 30, CancellationToken.None));
            await TimeAsync(times[1], () => disks.UnmountAsync(id, place, TimeSpan.FromSeconds(10), CancellationToken.None));
            await TimeAsync(times[2], () => disks.EnsureMountedAsync(id, place, 50L << 30, CancellationToken.None));
            await TimeAsync(times[3], () => disks.FindMountedAsync(id, place, CancellationToken.None));
            await disks.UnmountAsync(id, place, TimeSpan.FromSeconds(10), CancellationToken.None);
            await TimeAsync(times[4], () => disks.DeleteAsync(id, CancellationToken.None));
        }

        for (var i = 0; i < names.Length; i++)
        {
            times[i].Sort();
            Console.WriteLine($"{names[i],-12} p50 {times[i][count / 2],6:F1} ms  p95 {times[i][count * 95 / 100],6:F1} ms");
        }
    }

    private static async Task TimeAsync(List<double> times, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
