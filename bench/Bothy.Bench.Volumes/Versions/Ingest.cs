using System.Diagnostics;
using System.Globalization;
using Bothy.Volumes;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;

namespace Bothy.Bench.Volumes.Versions;

/// <summary>
/// How long it takes until a file of real and random bytes is durable in a directory: here, and with restic and borg, of the same file and of
/// the tree that is in it.
/// </summary>
internal static class Ingest
{
    private const int Rounds = 3;

    public static async Task RunAsync(string[] arguments)
    {
        var directory = Directory.CreateDirectory(arguments[0]).FullName;
        var length = (arguments.Length > 1 ? long.Parse(arguments[1], CultureInfo.InvariantCulture) : 2048) << 20;
        var tree = Path.Combine(directory, "tree");
        var file = Path.Combine(directory, "tree.tar");
        MakeTree(tree, length);
        Shell.Time($"[ -e {file} ] || tar -C {tree} -cf {file} .; cat {file} > /dev/null && find {tree} -type f -exec cat {{}} + > /dev/null");
        length = new FileInfo(file).Length;

        Console.WriteLine($"{length >> 20} MiB, warm page cache, median of {Rounds}\n\n| what | s | MiB/s | processor s | stored |\n|---|---|---|---|---|");
        await ReportAsync("bothy, raw packs (directory default)", length, directory, store => HereAsync(file, store, compress: false));
        await ReportReadsAsync(file, Path.Combine(directory, "store"));
        await ReportAsync("bothy, zstd packs", length, directory, store => HereAsync(file, store, compress: true));
        const string restic = "export RESTIC_PASSWORD=x RESTIC_CACHE_DIR={0}.cache; restic -q -r {0} init; restic -q -r {0} backup {1}";
        const string borg = "export BORG_BASE_DIR={0}.base; borg init -e none {0}; borg create {0}::one {1}";
        await ReportAsync("restic, the file", length, directory, store => ThemAsync(restic, store, file));
        await ReportAsync("restic, the tree", length, directory, store => ThemAsync(restic, store, tree));
        await ReportAsync("borg, the file", length, directory, store => ThemAsync(borg, store, file));
        await ReportAsync("borg, the tree", length, directory, store => ThemAsync(borg, store, tree));
    }

    /// <summary>Everything in order by one reader, for the first time (and compared with its name) and again.</summary>
    private static async Task ReportReadsAsync(string file, string store)
    {
        await HereAsync(file, store, compress: false);
        using var objects = new DirectoryObjectStore(store);
        using var versions = new VersionStore(objects, new(), TimeProvider.System);
        using var opened = versions.Open((await versions.Heads(new("bench")).FindLatestAsync(CancellationToken.None))!);
        var buffer = new byte[1 << 20];
        foreach (var what in (string[])["first read of it, in order, 1 MiB at a time", "second read"])
        {
            var started = Stopwatch.GetTimestamp();
            for (var offset = 0L; offset < opened.Length; offset += buffer.Length)
            {
                var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, opened.Length - offset));
                if (!opened.TryRead(offset, part.Span))
                {
                    await opened.ReadAsync(offset, part, CancellationToken.None);
                }
            }

            var time = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| – {what} | {time:0.00} | {opened.Length / 1048576.0 / time:0} | | |"));
        }
    }

    /// <summary>Three quarters of programs, libraries and texts of this host, a quarter of random bytes.</summary>
    private static void MakeTree(string tree, long length)
    {
        if (Directory.Exists(tree))
        {
            return;
        }

        Directory.CreateDirectory(tree);
        var left = length * 3 / 4;
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var source in new DirectoryInfo("/usr").EnumerateFiles("*", options).OrderBy(source => source.FullName, StringComparer.Ordinal))
        {
            if (source.Length <= left)
            {
                var target = Path.Combine(tree, source.FullName[1..]);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                source.CopyTo(target);
                left -= source.Length;
            }
        }

        Shell.Time($"head -c {length / 4} /dev/urandom > {Path.Combine(tree, "random")}");
    }

    private static async Task<Effort> HereAsync(string file, string store, bool compress)
    {
        using var objects = new DirectoryObjectStore(store);
        using var versions = new VersionStore(objects, new() { Publishing = new() { Compress = compress } }, TimeProvider.System);
        using var disk = new DiskFile(file, ChunkSize.Default);
        using var self = Process.GetCurrentProcess();
        var (started, busy) = (Stopwatch.GetTimestamp(), self.TotalProcessorTime);
        var version = await versions.Heads(new("bench")).BeginAsync(disk.Length, ChunkSize.Default, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        await versions.PublishAsync(version, disk.All(), disk.Reader, CancellationToken.None);
        self.Refresh();
        return new(Stopwatch.GetElapsedTime(started), self.TotalProcessorTime - busy);
    }

    private static Task<Effort> ThemAsync(string command, string store, string what) =>
        Task.FromResult(Shell.Measure(string.Format(CultureInfo.InvariantCulture, command, store, what)));

    private static async Task ReportAsync(string what, long length, string directory, Func<string, Task<Effort>> run)
    {
        var efforts = new List<Effort>();
        var stored = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var store = Path.Combine(directory, "store");
            Shell.Time($"rm -rf {store} {store}.cache {store}.base; sync -f {directory}");
            efforts.Add(await run(store));
            stored = Shell.SizeOf(store);
            Shell.Time($"rm -rf {store} {store}.cache {store}.base");
        }

        var median = Median.Of(efforts.Select(effort => effort.Elapsed.TotalSeconds));
        var busy = Median.Of(efforts.Select(effort => effort.Processor.TotalSeconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {median:0.00} | {length / 1048576.0 / median:0} | {busy:0.0} | {stored >> 20} MiB |"));
    }
}
