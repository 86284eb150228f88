using System.Globalization;
using Bothy.Linux.Loops;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Serving;

namespace Bothy.Bench.Volumes.Serving;

/// <summary>
/// What serving costs: fio with direct IO on an ordinary file, on a volume with as much in it through the mount, and on loop devices over both, turn by
/// turn in one run. Medians.
/// </summary>
internal static class ServingBench
{
    private const long Size = 1L << 30;

    /// <param name="arguments">A directory on the disk to be measured; rounds; seconds of one measurement; descriptors.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var directory = Directory.CreateDirectory(Path.Combine(arguments[0], $"bench-serving-{Environment.ProcessId}")).FullName;
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3;
        var seconds = arguments.Length > 2 ? double.Parse(arguments[2], CultureInfo.InvariantCulture) : 2;
        var readers = arguments.Length > 3 ? int.Parse(arguments[3], CultureInfo.InvariantCulture) : BlockServer.DefaultReaders;
        var only = arguments.Length > 4 ? int.Parse(arguments[4], CultureInfo.InvariantCulture) : -1;
        try
        {
            await MeasureAsync(directory, rounds, seconds, readers, only);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(string directory, int rounds, double seconds, int readers, int only)
    {
        var file = Path.Combine(directory, "data");
        await FillAsync(file);
        using var delta = new LocalDelta(directory, Size);
        Fill(delta.Volume);
        using var mount = new BenchMount(directory, delta.Volume, readers);
        using var rawLoop = LoopDevice.Attach(file, new LoopOptions());
        using var servedLoop = LoopDevice.Attach(mount.Path, new LoopOptions());
        Console.WriteLine($"Loop devices use direct IO: raw {rawLoop.Status.DirectIO}, served {servedLoop.Status.DirectIO}. {readers} readers.");
        string[] targets = [file, mount.Path, rawLoop.Path, servedLoop.Path];
        Console.WriteLine("\n| what | unit | raw file | served file | ratio | loop on raw | loop on served | ratio | requests per IO | server CPU per IO |\n|---|---|---|---|---|---|---|---|---|---|");
        foreach (var workload in Fio.Workloads.Where((_, index) => only < 0 || index == only))
        {
            await MeasureAsync(workload, targets, rounds, seconds, mount.File);
        }
    }

    private static async Task MeasureAsync(Fio.Workload workload, string[] targets, int rounds, double seconds, ServedFile served)
    {
        var figures = targets.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var target = 0; target < targets.Length; target++)
            {
                figures[target].Add(workload.Figure(await Fio.RunAsync(targets[target], workload, seconds, Size)));
            }
        }

        var (perIO, cpu) = await CostAsync(workload, targets[1], served);
        var medians = figures.Select(Median.Of).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {workload.Name} | {workload.Unit} | {medians[0]:F2} | {medians[1]:F2} | {medians[1] / medians[0]:F2} | {medians[2]:F2} | {medians[3]:F2} | {medians[3] / medians[2]:F2} | {perIO:F3} | {cpu:F1} µs |"));
    }

    /// <summary>Requests for each IO, which must be one, and the server's CPU time, which other work on the machine changes little.</summary>
    private static async Task<(double Requests, double Microseconds)> CostAsync(Fio.Workload workload, string target, ServedFile served)
    {
        var count = workload.Name.StartsWith("1 MiB", StringComparison.Ordinal) ? 500 : 20_000;
        var (before, cpu) = (served.Counts.Snapshot(), Environment.CpuUsage.TotalTime);
        await Fio.CountAsync(target, workload, count, Size);
        var (after, used) = (served.Counts.Snapshot(), Environment.CpuUsage.TotalTime - cpu);
        return ((after.Reads + after.Writes - before.Reads - before.Writes) / (double)count, used.TotalMicroseconds / count);
    }

    private static void Fill(IBlockVolume volume)
    {
        var random = Random();
        for (long position = 0; position < Size; position += random.Length)
        {
            volume.Write(position, random);
        }

        volume.Flush();
    }

    private static byte[] Random()
    {
        var random = new byte[1 << 20];
        new Random(1).NextBytes(random);
        return random;
    }

    private static async Task FillAsync(string path)
    {
        var random = Random();
        await using var file = File.Create(path);
        for (long position = 0; position < Size; position += random.Length)
        {
            await file.WriteAsync(random);
        }

        file.Flush(flushToDisk: true);
    }
}
