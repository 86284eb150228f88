using System.Diagnostics;
using System.Globalization;
using Bothy.Bench.Volumes.Serving;
using Bothy.Volumes;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Control;
using Bothy.Volumes.Holding;
using Bothy.Volumes.Hosting;
using Bothy.Volumes.Serving;
using Bothy.Volumes.Stores;

namespace Bothy.Bench.Volumes.Deltas;

/// <summary>
/// How long a snapshot takes of an ext4 with 64 MiB in its page cache that are not written out, and how long those who write are stopped for it: by what the
/// holder says, and by what a program saw that writes 4 KiB all the time.
/// </summary>
internal static class SnapshotBench
{
    private const int Dirty = 64 << 20;
    private const int Block = 4096;
    private const int Runs = 5;
    private const long File = 10L << 30;
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    /// <param name="arguments">A directory on the disk to be measured.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var directory = Directory.CreateDirectory(Path.Combine(arguments[0], $"bench-snapshot-{Environment.ProcessId}")).FullName;
        var run = Directory.CreateDirectory(Path.Combine(directory, $"run-{Environment.ProcessId}")).FullName;
        using var stop = new CancellationTokenSource();
        using var store = new DirectoryObjectStore(Path.Combine(directory, "store"));
        using var versions = new VersionStore(store, new(), TimeProvider.System);
        var catalog = new DeltaCatalog(new() { Directory = Path.Combine(directory, "local"), Run = run }, versions, TimeProvider.System);
        var holder = HolderHost.RunAsync(run, TimeProvider.System, stop.Token);
        var server = VolumesHost.RunAsync(run, catalog, TimeProvider.System, stop.Token);
        var client = new VolumesClient(run, TimeProvider.System, TimeSpan.FromSeconds(20));
        try
        {
            Console.WriteLine($"| 64 MiB dirty (median of {Runs}) | snapshot | writers stopped | longest 4 KiB write beside it |\n|---|---|---|---|");
            foreach (var (length, files) in ((long, int)[])[(20L << 30, 0), (256L << 30, 0), (20L << 30, 100_000)])
            {
                await MeasureAsync(directory, client, length, files);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(holder, server);
            FuseConnection.Unmount(Path.Combine(run, "volumes"));
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(string directory, VolumesClient client, long length, int files)
    {
        var id = new VolumeId($"v{length >> 30}-{files}");
        await client.CreateAsync(id, new VolumeOrigin(length), CancellationToken.None);
        var file = await client.AttachAsync(id, readOnly: false, new(), CancellationToken.None);
        var at = Directory.CreateDirectory(Path.Combine(directory, "disk")).FullName;
        using (new MountedExt4(file, at))
        {
            Shell.Time($"fallocate -l {File} {at}/large; mkdir {at}/many; cd {at}/many; seq {files} | xargs -r touch; sync -f {at}");
            var what = $"{length >> 30} GiB{(files > 0 ? $", {files} other files" : "")}";
            await PrintAsync(client, id, at, $"{what}, contiguous", index => index * (long)Block);
            var random = new Random(1);
            await PrintAsync(client, id, at, $"{what}, scattered", _ => random.NextInt64(File / Block) * Block);
        }

        await client.DetachAsync(id, CancellationToken.None);
        await client.DeleteAsync(id, CancellationToken.None);
    }

    private static async Task PrintAsync(VolumesClient client, VolumeId id, string at, string what, Func<int, long> place)
    {
        var (totals, stops, waits) = (new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < Runs; turn++)
        {
            Dirt(Path.Combine(at, "large"), place);
            using var enough = new CancellationTokenSource();
            var beside = Task.Run(() => LongestWrite(Path.Combine(at, "beside"), enough.Token));
            await Task.Delay(50);
            var start = Stopwatch.GetTimestamp();
            var report = await client.SnapshotAsync(id, $"{what} {turn}", LongestStop, CancellationToken.None);
            totals.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await enough.CancelAsync();
            stops.Add(report.AtRest ? report.StoppedMilliseconds!.Value : throw new InvalidOperationException(report.Problem));
            waits.Add((await beside).TotalMilliseconds);
            while ((await client.StatusAsync(id, CancellationToken.None)).Durability!.OpenCuts > 0)
            {
                await Task.Delay(20);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {Median.Of(totals):F0} ms | {Median.Of(stops):F1} ms | {Median.Of(waits):F1} ms |"));
    }

    private static void Dirt(string path, Func<int, long> place)
    {
        var block = new byte[Block];
        var random = new Random();
        using var file = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        for (var index = 0; index < Dirty / Block; index++)
        {
            random.NextBytes(block);
            RandomAccess.Write(file, block, place(index));
        }
    }

    private static TimeSpan LongestWrite(string path, CancellationToken enough)
    {
        using var file = System.IO.File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write);
        var (block, longest) = (new byte[Block], TimeSpan.Zero);
        while (!enough.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, 0);
            longest = Stopwatch.GetElapsedTime(start) is var took && took > longest ? took : longest;
        }

        return longest;
    }
}
