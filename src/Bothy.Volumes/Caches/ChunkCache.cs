using Bothy.Linux.Files;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Caches;

/// <summary>
/// Chunks of a store elsewhere, kept on this host's disk: one cache for all volumes, of bounded size, that survives a restart. What it gives
/// was verified since this process started.
/// </summary>
/// <remarks>
/// Readers hold no lock while they read a slot: each slot has a generation that is odd while the slot changes, and a read counts only if the
/// generation is the same before and after it.
/// </remarks>
internal sealed class ChunkCache : IDisposable
{
    private readonly FileLock held;
    private readonly SlotFile file;
    private readonly Lock gate = new();
    private readonly ContentName[] names;
    private readonly int[] lengths;
    private readonly uint[] generations;
    private readonly bool[] verified;
    private readonly SlotIndex index;
    private readonly EvictionOrder order;
    private readonly Stack<int> free = new();

    private ChunkCache(FileLock held, SlotFile file, int slots)
    {
        this.held = held;
        this.file = file;
        names = new ContentName[slots];
        lengths = new int[slots];
        generations = new uint[slots];
        verified = new bool[slots];
        index = new(names);
        order = new(slots);
    }

    /// <summary>Chunks that are held.</summary>
    public int Count => names.Length - free.Count;

    /// <summary>Opens the cache in a directory, or makes one.</summary>
    /// <param name="capacity">Bytes on the disk, the list of slots aside.</param>
    /// <param name="patience">How long to wait for a process that used it to end.</param>
    /// <exception cref="IOException">Another process uses it.</exception>
    public static ChunkCache Open(string directory, int slotSize, long capacity, TimeSpan patience)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        FileLock? held = null;
        if (!SpinWait.SpinUntil(() => (held = FileLock.TryTake(Path.Combine(directory, "lock"))) is not null, patience))
        {
            throw new IOException($"The chunk cache {directory} is in use by another process.");
        }

        var slots = (int)Math.Clamp(capacity / slotSize, 1, int.MaxValue / 4);
        var cache = new ChunkCache(held!, SlotFile.Open(directory, slotSize, slots), slots);
        cache.Load();
        return cache;
    }

    /// <summary>Reads from a chunk without allocating.</summary>
    /// <param name="residence">Where it was found before, and is found now.</param>
    /// <returns>False if it is not here, or not verified yet.</returns>
    public bool TryRead(ContentName name, ref long residence, int offset, Span<byte> destination)
    {
        var known = Volatile.Read(ref residence);
        if (known != 0 && TryReadAt(known, offset, destination))
        {
            return true;
        }

        lock (gate)
        {
            var slot = index.Find(name);
            known = slot >= 0 && verified[slot] ? ResidenceOf(slot) : 0;
        }

        Volatile.Write(ref residence, known);
        return known != 0 && TryReadAt(known, offset, destination);
    }

    /// <summary>Reads a whole chunk, verifying it if need be. One that turns out to be damaged is dropped.</summary>
    public bool TryReadWhole(ContentName name, Span<byte> chunk)
    {
        int slot;
        uint generation;
        lock (gate)
        {
            slot = index.Find(name);
            if (slot < 0 || lengths[slot] != chunk.Length)
            {
                return false;
            }

            generation = generations[slot];
        }

        var intact = TryReadSlot(slot, 0, chunk) && ContentName.Of(chunk) == name;
        lock (gate)
        {
            if (generations[slot] == generation)
            {
                verified[slot] = intact;
                if (!intact)
                {
                    Forget(slot);
                }
            }
        }

        return intact;
    }

    /// <summary>Keeps a chunk that was verified. If the disk does not take it, or it is longer than a slot, it is not kept, and that is all.</summary>
    public void Add(ContentName name, ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length > file.SlotSize)
        {
            return;
        }

        int slot;
        lock (gate)
        {
            if (index.Find(name) >= 0)
            {
                return;
            }

            slot = Take();
        }

        var written = TryWrite(slot, name, chunk);
        lock (gate)
        {
            generations[slot]++;
            if (!written || index.Find(name) >= 0)
            {
                free.Push(slot);
                return;
            }

            (names[slot], lengths[slot], verified[slot]) = (name, chunk.Length, true);
            index.Add(slot);
            if (order.Add(slot, name, isProven: false))
            {
                WriteRecord(slot, isProven: true);
            }
        }
    }

    public void Dispose()
    {
        file.Dispose();
        held.Dispose();
    }

    private bool TryReadAt(long residence, int offset, Span<byte> destination)
    {
        var slot = (int)residence - 1;
        var generation = (uint)(residence >> 32);
        if (Volatile.Read(ref generations[slot]) != generation || !TryReadSlot(slot, offset, destination))
        {
            return false;
        }

        order.Touch(slot);
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref generations[slot]) == generation;
    }

    private bool TryReadSlot(int slot, int offset, Span<byte> destination)
    {
        try
        {
            return file.TryRead(slot, offset, destination);
        }
        catch (IOException)
        {
            // A disk that cannot be read any more is as good as one without the chunk: the store has it.
            return false;
        }
    }

    /// <summary>A slot for a new chunk, which nobody finds until its generation is even again.</summary>
    private int Take()
    {
        if (!free.TryPop(out var slot))
        {
            slot = order.Evict(names, promoted => WriteRecord(promoted, isProven: true));
            Remove(slot);
        }

        generations[slot]++;
        return slot;
    }

    private void Forget(int slot)
    {
        // It stays in its queue without a name, and is the first choice when its turn comes.
        Remove(slot);
        generations[slot] += 2;
    }

    private void Remove(int slot)
    {
        if (!names[slot].IsNone)
        {
            index.Remove(slot);
            (names[slot], verified[slot]) = (default, false);
        }
    }

    private bool TryWrite(int slot, ContentName name, ReadOnlySpan<byte> chunk)
    {
        try
        {
            file.Write(slot, chunk);
            file.WriteRecord(new(slot, name, chunk.Length, Proven: false));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void WriteRecord(int slot, bool isProven)
    {
        if (names[slot].IsNone)
        {
            return;
        }

        try
        {
            file.WriteRecord(new(slot, names[slot], lengths[slot], isProven));
        }
        catch (IOException)
        {
            // After a restart it counts as new: no more than that is lost.
        }
    }

    private long ResidenceOf(int slot) => (long)(((ulong)generations[slot] << 32) | (uint)(slot + 1));

    private void Load()
    {
        var taken = new bool[names.Length];
        foreach (var record in file.ReadRecords())
        {
            if (record.Length <= file.SlotSize && index.Find(record.Name) < 0)
            {
                taken[record.Slot] = true;
                (names[record.Slot], lengths[record.Slot]) = (record.Name, record.Length);
                index.Add(record.Slot);
                order.Add(record.Slot, record.Name, record.Proven);
            }
        }

        for (var slot = names.Length - 1; slot >= 0; slot--)
        {
            if (!taken[slot])
            {
                free.Push(slot);
            }
        }
    }
}
