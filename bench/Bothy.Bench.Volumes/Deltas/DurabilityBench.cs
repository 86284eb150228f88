using System.Diagnostics;
using Bothy.Bench.Volumes.Serving;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Deltas;

namespace Bothy.Bench.Volumes.Deltas;

/// <summary>How long it takes until 64 MiB of local writes, and a cut of them, are on this host's stable storage, in volumes of several sizes.</summary>
internal static class DurabilityBench
{
    private const int Dirty = 64 << 20;
    private const int Runs = 7;

    public static Task RunAsync(string[] arguments)
    {
        var root = arguments is [var given] ? given : throw new ArgumentException("usage: durability DIRECTORY");
        Console.WriteLine($"{"",-28} {"flush",10} {"cut",10} {"cut's moment",14}   (median of {Runs})");
        foreach (var length in (long[])[20L << 30, 256L << 30, 1L << 40])
        {
            Print(root, $"{length >> 30} GiB, contiguous", length, index => (length / 2) + (index * 4096L));
            var random = new Random(1);
            var scattered = Enumerable.Range(0, Dirty / 4096).Select(_ => random.NextInt64(length / 4096) * 4096).ToArray();
            Print(root, $"{length >> 30} GiB, scattered", length, index => scattered[index]);
        }

        return Task.CompletedTask;
    }

    private static void Print(string root, string what, long length, Func<int, long> place)
    {
        var block = new byte[4096];
        var (flushes, cuts, moments) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            Use(root, length, volume =>
            {
                Write(volume, place, block);
                flushes.Add(Time(volume.Flush));
            });
            Use(root, length, volume =>
            {
                Write(volume, place, block);
                volume.PrepareCut();
                var begun = Stopwatch.GetTimestamp();
                cuts.Add(Time(() => volume.Cut("bench", () => moments.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds))));
            });
        }

        Console.WriteLine($"{what,-28} {Median.Of(flushes),7:F1} ms {Median.Of(cuts),7:F1} ms {Median.Of(moments),11:F3} ms");
    }

    private static void Use(string root, long length, Action<DeltaVolume> use)
    {
        var directory = Directory.CreateDirectory(Path.Combine(root, Guid.NewGuid().ToString("n"))).FullName;
        using (var delta = new LocalDelta(directory, length))
        {
            delta.Volume.Flush();
            use(delta.Volume);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static void Write(IBlockVolume volume, Func<int, long> place, byte[] block)
    {
        var random = new Random(2);
        for (var index = 0; index < Dirty / 4096; index++)
        {
            random.NextBytes(block);
            volume.Write(place(index), block);
        }
    }

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
