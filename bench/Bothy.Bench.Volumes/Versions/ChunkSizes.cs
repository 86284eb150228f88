using System.Diagnostics;
using System.Globalization;
using Bothy.Volumes;
using Bothy.Volumes.Bases;
using Bothy.Volumes.Stores;

namespace Bothy.Bench.Volumes.Versions;

/// <summary>What each chunk size costs on a real disk: to store it first, to store what a while of work changed, and to read from it cold.</summary>
internal static class ChunkSizes
{
    private const int ColdReads = 2000;

    public static async Task RunAsync(string[] arguments)
    {
        var (directory, before, after) = (Directory.CreateDirectory(arguments[0]).FullName, arguments[1], arguments[2]);
        Console.WriteLine($"changed: {ChangedBytes(before, after) >> 10} KiB in blocks of 4 KiB\n");
        Console.WriteLine("| chunk | first, raw | first, zstd | changed chunks | change, raw | change, zstd | of it nodes | nodes of all | cold 4 KiB read, raw | zstd |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in (int[])[64 << 10, 128 << 10, 256 << 10, 512 << 10])
        {
            var raw = await MeasureAsync(directory, before, after, size, compress: false);
            var zstd = await MeasureAsync(directory, before, after, size, compress: true);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size >> 10} KiB | {raw.First >> 20} MiB | {zstd.First >> 20} MiB | {raw.Changed} | {raw.Change / 1048576.0:0.0} MiB | {zstd.Change / 1048576.0:0.0} MiB | {raw.ChangeNodes >> 10} KiB | {raw.AllNodes >> 10} KiB | {raw.Cold:0} µs | {zstd.Cold:0} µs |"));
        }
    }

    private static async Task<Costs> MeasureAsync(string directory, string before, string after, int size, bool compress)
    {
        var place = Path.Combine(directory, $"store-{size}-{compress}");
        Shell.Time($"rm -rf {place} {place}-cache");
        using var objects = new DirectoryObjectStore(place);
        var options = new VersionStoreOptions { Publishing = new() { Compress = compress }, CacheDirectory = $"{place}-cache" };
        using var store = new VersionStore(objects, options, TimeProvider.System);
        using var old = new DiskFile(before, size);
        using var changed = new DiskFile(after, size);
        var empty = await store.Heads(new("bench")).BeginAsync(old.Length, size, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        var first = await store.PublishAsync(empty, old.All(), old.Reader, CancellationToken.None);
        var nodes = Nodes(place);
        var change = await store.PublishAsync(first.Version, changed.All(), changed.Reader, CancellationToken.None);
        var all = Nodes(place);
        var cold = await ColdReadAsync(store.Open(change.Version), changed, size);
        Shell.Time($"rm -rf {place} {place}-cache");
        return new(first.StoredBytes, change.Stored, change.StoredBytes, all - nodes, nodes, cold);
    }

    /// <summary>The mean time of a first read of 4 KiB at random places that hold data; the file is in the page cache.</summary>
    private static async Task<double> ColdReadAsync(IVolumeBase opened, DiskFile disk, int size)
    {
        var random = new Random(1);
        var buffer = new byte[4096];
        var chunks = Enumerable.Range(0, (int)disk.Chunks).Where(chunk => HasData(disk, chunk, size)).ToArray();
        random.Shuffle(chunks);
        var reads = Math.Min(ColdReads, chunks.Length / 2);

        // Manifest nodes and code are warm afterwards.
        foreach (var chunk in chunks.Skip(reads).Take(reads))
        {
            await opened.ReadAsync((long)chunk * size, buffer, CancellationToken.None);
        }

        var started = Stopwatch.GetTimestamp();
        foreach (var chunk in chunks.Take(reads))
        {
            await opened.ReadAsync(((long)chunk * size) + (random.Next(size / 4096) * 4096), buffer, CancellationToken.None);
        }

        var time = Stopwatch.GetElapsedTime(started);
        opened.Dispose();
        return time.TotalMicroseconds / Math.Max(1, reads);
    }

    private static bool HasData(DiskFile disk, int chunk, int size)
    {
        var buffer = new byte[size];
        disk.Read((long)chunk * size, buffer);
        return buffer.AsSpan().ContainsAnyExcept((byte)0);
    }

    private static long ChangedBytes(string before, string after)
    {
        using var old = new DiskFile(before, 4096);
        using var changed = new DiskFile(after, 4096);
        var (left, right) = (new byte[1 << 20], new byte[1 << 20]);
        var bytes = 0L;
        for (var offset = 0L; offset < old.Length; offset += left.Length)
        {
            old.Read(offset, left);
            changed.Read(offset, right);
            for (var block = 0; block < left.Length; block += 4096)
            {
                bytes += left.AsSpan(block, 4096).SequenceEqual(right.AsSpan(block, 4096)) ? 0 : 4096;
            }
        }

        return bytes;
    }

    /// <summary>Bytes of packs of manifest nodes: the tenth byte of a pack says what it holds.</summary>
    private static long Nodes(string place) =>
        new DirectoryInfo(Path.Combine(place, "packs")).EnumerateFiles("*", SearchOption.AllDirectories).Where(IsNodes).Sum(file => file.Length);

    private static bool IsNodes(FileInfo file)
    {
        using var stream = file.OpenRead();
        stream.Position = 10;
        return stream.ReadByte() == 2;
    }

    private sealed record Costs(long First, long Changed, long Change, long ChangeNodes, long AllNodes, double Cold);
}
