using System.Diagnostics;
using System.Globalization;
using Bothy.Volumes;
using Bothy.Volumes.Bases;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;

namespace Bothy.Bench.Volumes.Versions;

/// <summary>Versions of a volume of 256 GiB with 20 GiB in it: what the next one costs, and what a hundred open ones take of memory.</summary>
internal static class ManifestCosts
{
    private const long Length = 256L << 30;
    private const int Used = (int)((20L << 30) / ChunkSize.Default);
    private const int Volumes = 100;
    private static readonly byte[] Noise = MakeNoise();

    public static async Task RunAsync(string[] arguments)
    {
        var directory = Path.Combine(Directory.CreateDirectory(arguments[0]).FullName, "manifest-store");
        Shell.Time($"rm -rf {directory}");
        using var objects = new DirectoryObjectStore(directory);
        using var store = new VersionStore(objects, new(), TimeProvider.System);
        var version = await store.Heads(new("bench")).BeginAsync(Length, ChunkSize.Default, TimeProvider.System.GetUtcNow(), CancellationToken.None);

        // Used chunks lie in runs, as files do. Few have different bytes, so that the manifest is what takes time.
        var used = Enumerable.Range(0, Used).Select(i => ((i / 512L) * (Length / ChunkSize.Default / (Used / 512 + 1))) + (i % 512)).ToArray();
        version = (await store.PublishAsync(version, Ascending(used), (chunk, to, _) => Fill(chunk % 64, to), CancellationToken.None)).Version;
        Console.WriteLine($"the whole manifest: {Shell.SizeOf(Path.Combine(directory, "packs")) >> 10} KiB with 8 MiB of chunks\n");
        Console.WriteLine("| changed chunks, scattered | ms | manifest and packs written |\n|---|---|---|");
        var random = new Random(1);
        foreach (var count in (int[])[1, 10, 100, 1000])
        {
            var changed = used.OrderBy(_ => random.Next()).Take(count).Order().ToArray();
            var started = Stopwatch.GetTimestamp();
            var publication = await store.PublishAsync(version, Ascending(changed), (chunk, to, _) => Fill(chunk + 1_000_000, to), CancellationToken.None);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {count} | {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} | {(publication.StoredBytes - ((long)count * ChunkSize.Default)) / 1024.0:0} KiB beside the chunks |"));
            version = publication.Version;
        }

        await ReportMemoryAsync(store, version, used);
        await ReportReadsAsync(store.Open(version), used);
        Shell.Time($"rm -rf {directory}");
    }

    private static async Task ReportMemoryAsync(VersionStore store, Bothy.Volumes.Heads.VolumeVersion version, long[] used)
    {
        var before = Resident();
        var opened = Enumerable.Range(0, Volumes).Select(_ => store.Open(version)).ToList();
        var after = Resident();
        var (random, buffer) = (new Random(2), new byte[4096]);
        for (var i = 0; i < 20_000; i++)
        {
            var one = opened[random.Next(Volumes)];
            var offset = used[random.Next(used.Length)] * ChunkSize.Default;
            if (!one.TryRead(offset, buffer))
            {
                await one.ReadAsync(offset, buffer, CancellationToken.None);
            }
        }

        Console.WriteLine($"\n{Volumes} versions opened: {(after - before) >> 20} MiB more resident; after 20,000 random reads {Resident() >> 20} MiB in all");
        opened.ForEach(each => each.Dispose());
    }

    /// <summary>The hot path, on one thread.</summary>
    private static async Task ReportReadsAsync(IVolumeBase opened, long[] used)
    {
        const int reads = 500_000;
        var (random, buffer) = (new Random(3), new byte[4096]);
        var offsets = Enumerable.Range(0, reads).Select(_ => (used[random.Next(2000)] * ChunkSize.Default) + (random.Next(ChunkSize.Default / 4096) * 4096L)).ToArray();
        foreach (var offset in offsets)
        {
            if (!opened.TryRead(offset, buffer))
            {
                await opened.ReadAsync(offset, buffer, CancellationToken.None);
            }
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        foreach (var offset in offsets)
        {
            opened.TryRead(offset, buffer);
        }

        var time = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"warm 4 KiB read at random: {time.TotalMicroseconds / reads:0.00} µs, {allocated / (double)reads:0.0} bytes allocated"));
        opened.Dispose();
    }

    private static long Resident()
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    /// <summary>Bytes that no other seed gives, at no cost worth mentioning.</summary>
    private static ValueTask Fill(long seed, Memory<byte> destination)
    {
        Noise.CopyTo(destination);
        BitConverter.TryWriteBytes(destination.Span, seed);
        return ValueTask.CompletedTask;
    }

    private static byte[] MakeNoise()
    {
        var noise = new byte[ChunkSize.Default];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private static async IAsyncEnumerable<long> Ascending(long[] chunks)
    {
        foreach (var chunk in chunks)
        {
            yield return chunk;
        }

        await Task.CompletedTask;
    }
}
