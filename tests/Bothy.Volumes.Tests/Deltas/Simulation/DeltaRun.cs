using Bothy.Volumes.Blocks;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;

namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>
/// One life of a volume, drawn from a seed: reads, writes, discards, flushes, cuts and versions, with kills, power cuts and failing disks in
/// between, and after each a look at everything. Knows nothing of a test framework, so that it can be compiled together with a volume that is wrong.
/// </summary>
public sealed class DeltaRun : IDisposable
{
    private const long Length = 130L << 20;
    private const int SectorsPerBlock = IBlockVolume.BlockSize / SimulatedFile.Sector;

    /// <summary>Where most happens, and then places in many words of marks, so that records become long.</summary>
    private static readonly (long First, int Count)[] Areas =
    [
        (0, 40), (16384 - 20, 40), ((Length / IBlockVolume.BlockSize) - 24, 24),
        .. Enumerable.Range(1, 12).Select(place => (place * 1000L, 2)),
    ];

    private const int LargeAreas = 3;

    /// <summary>One life in so many is flushed after each step, so that its logs become long.</summary>
    private const int LivesForEachThorough = 4;
    private readonly bool isThorough;
    private readonly Random random;
    private readonly SimulatedDevice device;
    private readonly SimulatedStorage storage;
    private readonly SimulatedVersions versions;
    private readonly SectorModel model = new();
    private readonly Dictionary<string, Dictionary<long, ulong>> cuts = [];
    private readonly string shared = Directory.CreateDirectory($"/dev/shm/bothy-delta-{Guid.NewGuid():n}").FullName;
    private DeltaPlace place;
    private DeltaVolume? opened;
    private ulong stamps;
    private int names;

    private DeltaRun(int seed)
    {
        random = new Random(seed);
        isThorough = seed % LivesForEachThorough == LivesForEachThorough - 1;
        device = new SimulatedDevice(random);
        storage = new SimulatedStorage(device);
        versions = new SimulatedVersions(random);
        place = new DeltaPlace(storage, shared, NewBoot());
        DeltaVolume.Create(place, Length, null);
        opened = Open();
    }

    private DeltaVolume Volume => opened!;

    /// <summary>Throws if the volume did something wrong.</summary>
    public static void Run(int seed, int steps)
    {
        using var run = new DeltaRun(seed);
        for (var step = 0; step < steps; step++)
        {
            try
            {
                run.Step();
            }
            catch (Exception exception) when (exception is not SimulatedCrash)
            {
                throw new ModelFailure($"seed {seed}, step {step}: {exception.Message}\n{exception}");
            }
        }
    }

    public void Dispose()
    {
        device.Revive();
        opened?.Dispose();
        Directory.Delete(shared, recursive: true);
    }

    private void Step()
    {
        device.FailureRate = random.Next(12) == 0 ? 0.2 : 0;
        if (random.Next(6) == 0)
        {
            device.CrashIn = random.Next(16);
        }

        device.DuringSync = random.Next(5) == 0 ? WriteMeanwhile : null;
        try
        {
            Act();
        }
        catch (SimulatedCrash)
        {
            model.AbandonFlush();
            Restart(power: device.LostWrites || random.Next(2) == 0);
            return;
        }
        catch (IOException)
        {
            // Nothing was acknowledged.
            model.AbandonFlush();
            (device.FailureRate, device.CrashIn) = (0, -1);
            if (device.LostWrites)
            {
                Restart(power: true);
            }
            else
            {
                Check(model.Settle);
            }

            return;
        }

        (device.FailureRate, device.CrashIn) = (0, -1);
        if (random.Next(12) == 0)
        {
            Restart(power: random.Next(2) == 0);
        }
    }

    private void Act()
    {
        switch (random.Next(20))
        {
            case < 8:
                Write();
                FlushIfThorough();
                break;
            case < 11:
                Discard();
                FlushIfThorough();
                break;
            case < 15:
                Flush();
                break;
            case < 17:
                Cut();
                break;
            case < 19:
                Publish();
                break;
            default:
                Check(CheckRead);
                break;
        }
    }

    private void FlushIfThorough()
    {
        if (isThorough)
        {
            Flush();
        }
    }

    private void Write()
    {
        var (block, count) = Range();
        var stamp = ++stamps;
        var content = new byte[count * IBlockVolume.BlockSize];
        Stamps.Fill(content, block * SectorsPerBlock, stamp);
        Begin(block, count, stamp);
        Volume.Write(block * IBlockVolume.BlockSize, content);
        model.Acknowledge();
    }

    private void Discard()
    {
        var (block, count) = Range();
        Begin(block, count, 0);
        Volume.Discard(block * IBlockVolume.BlockSize, count * (long)IBlockVolume.BlockSize);
        model.Acknowledge();
    }

    private void Flush()
    {
        model.BeginFlush();
        Volume.Flush();
        model.EndFlush();
    }

    private void Cut()
    {
        if (Volume.Cuts.Count > 3)
        {
            return;
        }

        var name = $"cut-{++names}";
        Volume.Cut(name, () =>
        {
            cuts[name] = model.Copy();
            model.BeginFlush();
        });
        model.EndFlush();
    }

    private void Publish()
    {
        if (Volume.Cuts.Count == 0)
        {
            return;
        }

        var name = Volume.Cuts[random.Next(Volume.Cuts.Count)];
        using var cut = Volume.OpenCut(name) ?? throw new ModelFailure($"{name} is not there");
        var changed = new Dictionary<long, byte[]>();
        foreach (var chunk in cut.Chunks(SimulatedVersions.ChunkSize))
        {
            if (random.Next(3) == 0 && device.FailureRate == 0)
            {
                // Whoever writes does not wait for the save.
                Write();
            }

            var content = new byte[SimulatedVersions.ChunkSize];
            Wait(cut.ReadAsync(chunk * SimulatedVersions.ChunkSize, content, CancellationToken.None));
            changed.Add(chunk, content);
        }

        var version = $"version-{++names}";
        versions.Save(version, Volume.Version, changed);
        CheckVersion(version, cuts[name]);
        Volume.Publish(cut, version, versions.Open(version, Length));
        if (storage.List().Count != 1 + (2 * LayersLeft()))
        {
            throw new ModelFailure("the space of what was saved was not given back");
        }
    }

    private int LayersLeft() => storage.List().Count(name => name.EndsWith(".data", StringComparison.Ordinal));

    /// <summary>Another thread writes while a flush waits for the disk.</summary>
    private void WriteMeanwhile()
    {
        device.DuringSync = null;
        Write();
    }

    private void Begin(long block, int count, ulong stamp)
    {
        for (var sector = block * SectorsPerBlock; sector < (block + count) * SectorsPerBlock; sector++)
        {
            model.Begin(sector, stamp);
        }
    }

    private (long Block, int Count) Range()
    {
        var (first, size) = Areas[random.Next(3) == 0 ? random.Next(Areas.Length) : random.Next(LargeAreas)];
        var start = random.Next(size);
        return (first + start, 1 + random.Next(Math.Min(size - start, random.Next(3) == 0 ? 24 : 3)));
    }

    /// <summary>The process ends without warning, or the host does; what comes after sees what is left.</summary>
    private void Restart(bool power)
    {
        device.Revive();
        device.DuringSync = null;
        opened?.Dispose();
        opened = null;
        if (power)
        {
            storage.LosePower();
            place = place with { Boot = NewBoot() };
            if (random.Next(2) == 0)
            {
                foreach (var map in Directory.EnumerateFiles(shared))
                {
                    File.Delete(map);
                }
            }
        }

        // A start may be interrupted too.
        device.CrashIn = random.Next(4) == 0 ? random.Next(6) : -1;
        try
        {
            opened = Open();
        }
        catch (SimulatedCrash)
        {
            device.Revive();
            opened = Open();
        }

        device.Revive();
        Check(power ? model.SettleAfterPowerCut : model.Settle);
        foreach (var name in Volume.Cuts)
        {
            CheckCut(name);
        }
    }

    private void Check(Action<long, ulong> check)
    {
        foreach (var (first, count) in Areas)
        {
            var content = new byte[count * IBlockVolume.BlockSize];
            if (!Volume.TryRead(first * IBlockVolume.BlockSize, content))
            {
                Wait(Volume.ReadAsync(first * IBlockVolume.BlockSize, content, CancellationToken.None));
            }

            CheckContent(first, content, check);
        }
    }

    private void CheckRead(long sector, ulong found)
    {
        if (found != model[sector])
        {
            throw new ModelFailure($"sector {sector} has {found} instead of {model[sector]}");
        }
    }

    private void CheckCut(string name)
    {
        using var cut = Volume.OpenCut(name)!;
        foreach (var (first, count) in Areas)
        {
            var content = new byte[count * IBlockVolume.BlockSize];
            Wait(cut.ReadAsync(first * IBlockVolume.BlockSize, content, CancellationToken.None));
            CheckContent(first, content, (sector, found) => CheckKept(name, cuts[name], sector, found));
        }
    }

    private void CheckVersion(string version, Dictionary<long, ulong> expected)
    {
        using var content = versions.Open(version, Length);
        foreach (var (first, count) in Areas)
        {
            var bytes = new byte[count * IBlockVolume.BlockSize];
            Wait(content.ReadAsync(first * IBlockVolume.BlockSize, bytes, CancellationToken.None));
            CheckContent(first, bytes, (sector, found) => CheckKept(version, expected, sector, found));
        }
    }

    private static void CheckKept(string name, Dictionary<long, ulong> expected, long sector, ulong found)
    {
        if (found != expected.GetValueOrDefault(sector))
        {
            throw new ModelFailure($"{name} has {found} in sector {sector} instead of {expected.GetValueOrDefault(sector)}");
        }
    }

    private static void CheckContent(long firstBlock, ReadOnlySpan<byte> content, Action<long, ulong> check)
    {
        for (var at = 0; at < content.Length; at += SimulatedFile.Sector)
        {
            var sector = (firstBlock * SectorsPerBlock) + (at / SimulatedFile.Sector);
            check(sector, Stamps.Read(content.Slice(at, SimulatedFile.Sector), sector));
        }
    }

    private DeltaVolume Open() => DeltaVolume.Open(place, state => versions.Open(state.Version, state.Length));

    private Guid NewBoot()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>Nothing here is ever waited for in earnest.</summary>
    private static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().Wait();
        }
    }
}
