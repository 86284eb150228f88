using Bothy.Volumes.Blocks;
using Bothy.Volumes.Deltas.Marks;
using Bothy.Volumes.Deltas.Storage;

namespace Bothy.Volumes.Deltas.Layers;

/// <summary>
/// What was written to a volume between two cuts: a sparse file in which each block lies where it lies in the volume, and marks that say
/// which of it counts.
/// </summary>
internal sealed class DeltaLayer : IDisposable
{
    private readonly MarkLog log;
    private readonly MarkBatch batch = new();
    private int unsynced;
    private IOException? failure;

    private DeltaLayer(ulong number, IDeltaFile data, MarkMap marks, MarkLog log, bool unsynced)
    {
        Number = number;
        Data = data;
        Marks = marks;
        this.log = log;
        this.unsynced = unsynced ? 1 : 0;
    }

    public ulong Number { get; }

    public IDeltaFile Data { get; }

    public MarkMap Marks { get; }

    /// <summary>Makes the files of a layer without marks. They are on stable storage once the storage is synchronised.</summary>
    public static DeltaLayer Create(DeltaPlace place, MarkGeometry geometry, LayerRecord record)
    {
        var data = place.Storage.Create(DeltaPlace.DataOf(record.Number), geometry.Length);
        data.Sync();
        var log = MarkLog.Create(place.Storage, DeltaPlace.LogOf(record.Number), geometry, record.Id);
        var memory = MarkMemory.Create(place.MapOf(record.Number), geometry);
        memory.Complete(place.Identify(record.Id, data));
        return new DeltaLayer(record.Number, data, new MarkMap(memory), log, unsynced: false);
    }

    /// <summary>Opens a layer: with the marks in shared memory if only the process died, with those of the log if the host did.</summary>
    /// <exception cref="DeltaDamagedException">A file is damaged or missing.</exception>
    public static DeltaLayer Open(DeltaPlace place, MarkGeometry geometry, LayerRecord record)
    {
        var data = OpenData(place, geometry, record);
        try
        {
            var identity = place.Identify(record.Id, data);
            var memory = MarkMemory.TryOpen(place.MapOf(record.Number), geometry, identity) ?? Restore(place, geometry, record, identity);
            var log = MarkLog.Of(place.Storage, DeltaPlace.LogOf(record.Number), geometry, record.Id);
            return new DeltaLayer(record.Number, data, new MarkMap(memory), log, unsynced: true);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>When it returns, data and marks survive this process.</summary>
    /// <param name="direct">See <see cref="IBlockVolume.Write"/>.</param>
    public void Write(long offset, ReadOnlySpan<byte> source, bool direct)
    {
        var (block, count) = (offset / IBlockVolume.BlockSize, source.Length / IBlockVolume.BlockSize);
        Marks.Prepare(block, count);
        try
        {
            Data.Write(offset, source, direct);
            Marks.Set(block, count, MarkState.Present);
        }
        finally
        {
            // Also of a write that failed half-way: what of it can be read must not be gone after a flush.
            Volatile.Write(ref unsynced, 1);
        }
    }

    /// <summary>Makes blocks zero. The marks come first: content without its mark would be the old one.</summary>
    public void Zero(long block, long count, bool hasData)
    {
        Marks.Prepare(block, count);
        Marks.Set(block, count, MarkState.Zero);
        if (hasData)
        {
            Data.Punch(block * IBlockVolume.BlockSize, count * IBlockVolume.BlockSize);
        }
    }

    /// <summary>Returns when all that was written before is on stable storage: the data first, and only then the marks that speak of them. One at a time.</summary>
    public void Flush()
    {
        if (failure is not null)
        {
            throw new IOException($"{Data.Name} could not be brought to stable storage before, and what was lost then is not known: {failure.Message}", failure);
        }

        var hasData = Interlocked.Exchange(ref unsynced, 0) != 0;
        batch.Clear();
        var rewrite = log.MustBeRewritten;
        if (!rewrite)
        {
            Marks.TakeChanges(batch);
            rewrite = batch.Count > MarkLogFormat.MaximumCount;
        }

        if (rewrite)
        {
            batch.Clear();
            Marks.TakeAll(batch);
        }

        if (hasData || batch.Count > 0)
        {
            SyncData();
        }

        if (rewrite)
        {
            log.Rewrite(batch);
        }
        else if (batch.Count > 0)
        {
            log.Append(batch);
        }
    }

    public void Dispose()
    {
        Data.Dispose();
        Marks.Dispose();
        log.Dispose();
    }

    /// <summary>After a failure the kernel may drop what it could not write and report success next time (fsync(2)): so there is no next time.</summary>
    private void SyncData()
    {
        try
        {
            Data.Sync();
        }
        catch (IOException exception)
        {
            failure = exception;
            throw;
        }
    }

    private static IDeltaFile OpenData(DeltaPlace place, MarkGeometry geometry, LayerRecord record)
    {
        IDeltaFile data;
        try
        {
            data = place.Storage.Open(DeltaPlace.DataOf(record.Number));
        }
        catch (FileNotFoundException exception)
        {
            throw new DeltaDamagedException($"{DeltaPlace.DataOf(record.Number)} is missing in {place.Storage.Location}.", exception);
        }

        var length = data.Length;
        if (length != geometry.Length)
        {
            data.Dispose();
            throw new DeltaDamagedException($"{data.Name} has {length} bytes, and the volume has {geometry.Length}.");
        }

        return data;
    }

    private static MarkMemory Restore(DeltaPlace place, MarkGeometry geometry, LayerRecord record, MarkIdentity identity)
    {
        var memory = MarkMemory.Create(place.MapOf(record.Number), geometry);
        try
        {
            MarkLog.Read(place.Storage, DeltaPlace.LogOf(record.Number), geometry, record.Id, memory.Restore);
            memory.Complete(identity);
            return memory;
        }
        catch (FileNotFoundException exception)
        {
            memory.Dispose();
            throw new DeltaDamagedException($"{DeltaPlace.LogOf(record.Number)} is missing in {place.Storage.Location}.", exception);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
