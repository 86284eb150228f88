using Bothy.Volumes.Deltas.Storage;

namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>A file with a page cache: what was not synchronised is lost with the power, sector by sector and in any order.</summary>
internal sealed class SimulatedFile(SimulatedDevice device, string name, ulong identity) : IDeltaFile
{
    public const int Sector = 512;
    private const int PageSize = 4096;

    /// <summary>What is there or not as a whole. Data are told apart by sector; whatever else is written must stand more than a device does to it.</summary>
    private readonly int torn = name.EndsWith(".data", StringComparison.Ordinal) ? Sector : 64;
    private readonly Dictionary<long, byte[]> durable = [];
    private readonly Dictionary<long, byte[]> visible = [];
    private readonly List<(long Offset, int Length, byte[]? Data)> unsynced = [];
    private long durableLength;

    public string Name => name;

    public ulong Identity => identity;

    public long Length { get; set; }

    public void Read(long offset, Span<byte> destination)
    {
        if (offset + destination.Length > Length)
        {
            throw new ModelFailure($"read beyond the end of {name}");
        }

        for (var done = 0; done < destination.Length;)
        {
            var (page, within) = Math.DivRem(offset + done, PageSize);
            var part = destination.Slice(done, (int)Math.Min(PageSize - within, destination.Length - done));
            if (visible.TryGetValue(page, out var bytes))
            {
                bytes.AsSpan((int)within, part.Length).CopyTo(part);
            }
            else
            {
                part.Clear();
            }

            done += part.Length;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source, bool direct = false)
    {
        var data = source.ToArray();
        device.Step(() => Put(offset, data.AsSpan(0, device.Random.Next(data.Length / Sector + 1) * Sector)));
        Put(offset, data);
    }

    public void Punch(long offset, long length)
    {
        device.Step();
        for (var at = offset; at < offset + length; at += PageSize)
        {
            Apply(visible, at, new byte[PageSize]);
            unsynced.Add((at, PageSize, null));
        }
    }

    public void Sync()
    {
        // What is written meanwhile is for the next one.
        var covered = unsynced.Count;
        device.DuringSync?.Invoke();
        try
        {
            device.Step();
        }
        catch (IOException)
        {
            // The kernel takes what it could not write for written.
            device.LostWrites = true;
            unsynced.RemoveRange(0, covered);
            throw;
        }

        foreach (var (offset, length, data) in unsynced.Take(covered))
        {
            Apply(durable, offset, data ?? new byte[length]);
        }

        unsynced.RemoveRange(0, covered);
        durableLength = Length;
    }

    /// <summary>The power fails: of what was not synchronised, some sectors made it.</summary>
    public void LosePower()
    {
        var keep = device.Random.NextDouble();
        var prefix = device.Random.Next(2) == 0;
        var until = device.Random.Next(unsynced.Count + 1);
        Length = device.Random.Next(2) == 0 ? Length : durableLength;
        for (var i = 0; i < unsynced.Count; i++)
        {
            var (offset, length, data) = unsynced[i];
            for (var (at, size) = (0, 0); at < length; at += size)
            {
                // Sectors of the device, or less: a short write may lie in two of them.
                size = (int)Math.Min(torn - ((offset + at) % torn), length - at);
                if ((prefix ? i < until : device.Random.NextDouble() < keep) && offset + at + size <= Length)
                {
                    Apply(durable, offset + at, data is null ? new byte[size] : data[at..(at + size)]);
                }
            }
        }

        unsynced.Clear();
        visible.Clear();
        foreach (var (page, bytes) in durable)
        {
            visible.Add(page, [.. bytes]);
        }

        durableLength = Length;
    }

    public void Dispose()
    {
    }

    private void Put(long offset, ReadOnlySpan<byte> data)
    {
        Apply(visible, offset, data);
        unsynced.Add((offset, data.Length, data.ToArray()));
        Length = Math.Max(Length, offset + data.Length);
    }

    private static void Apply(Dictionary<long, byte[]> pages, long offset, ReadOnlySpan<byte> data)
    {
        for (var done = 0; done < data.Length;)
        {
            var (page, within) = Math.DivRem(offset + done, PageSize);
            var part = data.Slice(done, (int)Math.Min(PageSize - within, data.Length - done));
            if (!pages.TryGetValue(page, out var bytes))
            {
                pages.Add(page, bytes = new byte[PageSize]);
            }

            part.CopyTo(bytes.AsSpan((int)within));
            done += part.Length;
        }
    }
}
