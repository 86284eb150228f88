using System.Diagnostics;
using System.Globalization;
using Bothy.Volumes;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Control;
using Bothy.Volumes.Holding;
using Bothy.Volumes.Hosting;
using Bothy.Volumes.Serving;

namespace Bothy.Bench.Volumes.Serving;

/// <summary>What many attached volumes take of the server's memory: this process is the server.</summary>
internal static class AttachedBench
{
    private const long Length = 20L << 30;

    /// <param name="arguments">A directory; how many volumes.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var directory = Directory.CreateDirectory(Path.Combine(arguments[0], $"bench-attached-{Environment.ProcessId}")).FullName;
        var count = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 100;
        var run = Path.Combine(directory, "run");
        Directory.CreateDirectory(run);
        using var stop = new CancellationTokenSource();
        var holder = HolderHost.RunAsync(run, TimeProvider.System, stop.Token);
        var volumes = VolumesHost.RunAsync(run, new RawFileCatalog(Path.Combine(directory, "files")), TimeProvider.System, stop.Token);
        try
        {
            var client = new VolumesClient(run, TimeProvider.System, TimeSpan.FromSeconds(20));
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var id = new VolumeId($"v{i}");
                await client.CreateAsync(id, new VolumeOrigin(Length), stop.Token);
                await client.AttachAsync(id, readOnly: false, new(), stop.Token);
            }

            var each = Stopwatch.GetElapsedTime(start) / count;
            Console.WriteLine("| attached volumes of 20 GiB | created and attached, each | resident |\n|---|---|---|");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {count} | {each.TotalMilliseconds:F1} ms | {Environment.WorkingSet / 1e6:F0} MB |"));
            for (var i = 0; i < count; i++)
            {
                await client.DetachAsync(new VolumeId($"v{i}"), stop.Token);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(holder, volumes);
            FuseConnection.Unmount(Path.Combine(run, "volumes"));
            Directory.Delete(directory, recursive: true);
        }
    }
}
