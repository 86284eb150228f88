using Bothy.Volumes.Bases;
using Bothy.Volumes.Blocks;
using Bothy.Volumes.Deltas.Layers;
using Bothy.Volumes.Deltas.Marks;

namespace Bothy.Volumes.Deltas;

/// <summary>
/// A volume that is written to: layers of local writes over a base that never changes. What was acknowledged survives this process; what was
/// flushed, the host's loss of power. A cut begins a new layer; when all up to a cut is kept elsewhere, a version of it becomes the new base.
/// </summary>
internal sealed class DeltaVolume : IBlockVolume, IDisposable
{
    /// <summary>Held by reads and writes together, and alone while the chain is exchanged: a write lies wholly before a cut or after it.</summary>
    private readonly ReaderWriterLockSlim exchange = new();

    private readonly object changing = new();
    private readonly object flushing = new();
    private readonly DeltaPlace place;
    private readonly MarkGeometry geometry;
    private readonly GroupCommit flush;
    private LayerChain chain;
    private DeltaState state;
    private DeltaLayer? spare;
    private bool disposed;

    private DeltaVolume(DeltaPlace place, DeltaState state, LayerChain chain)
    {
        (this.place, this.state, this.chain) = (place, state, chain);
        geometry = new MarkGeometry(state.Length);
        flush = new GroupCommit(FlushLayers);
    }

    public long Length => geometry.Length;

    /// <summary>Name of the version that is the base; null for zeros.</summary>
    public string? Version => state.Version;

    /// <summary>Names of the cuts that are kept, the oldest first.</summary>
    public IReadOnlyList<string> Cuts => [.. state.Layers.Select(layer => layer.Cut).OfType<string>()];

    /// <summary>No more cuts are possible until some are saved.</summary>
    public bool IsOutOfLayers => state.Layers.Count >= DeltaState.MaximumLayers;

    /// <summary>Bytes that were written or discarded since the base was made, counted once for each layer; 0 once it is disposed.</summary>
    public long BytesAboveBase
    {
        get
        {
            lock (flushing)
            {
                return disposed ? 0 : chain.Layers.Sum(layer => layer.Marks.CountMarked()) * IBlockVolume.BlockSize;
            }
        }
    }

    /// <summary>Makes the files of a volume in an empty directory. The volume exists when this has returned.</summary>
    /// <param name="version">Name of the version it begins with; null for zeros.</param>
    public static void Create(DeltaPlace place, long length, string? version)
    {
        if (!MarkGeometry.IsValid(length))
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), $"A volume cannot have {length} bytes: a multiple of {IBlockVolume.BlockSize} up to {MarkGeometry.MaximumLength} is possible.");
        }

        var record = new LayerRecord(0, Guid.NewGuid());
        DeltaLayer.Create(place, new MarkGeometry(length), record).Dispose();
        DeltaStateFile.Write(place.Storage, new DeltaState(length, version, 1, [record]));
    }

    /// <summary>Opens a volume. Nobody else may have it open.</summary>
    /// <param name="openBase">Opens the version of that name; null for zeros.</param>
    /// <exception cref="DeltaDamagedException">One of its files is damaged or missing.</exception>
    public static DeltaVolume Open(DeltaPlace place, Func<DeltaState, IVolumeBase> openBase)
    {
        var state = DeltaStateFile.Read(place.Storage);
        LayerFiles.DeleteOthers(place, state);
        var layers = new List<DeltaLayer>();
        try
        {
            layers.AddRange(state.Layers.Select(record => DeltaLayer.Open(place, new MarkGeometry(state.Length), record)));
            return new DeltaVolume(place, state, new LayerChain([.. layers], new BaseReference(openBase(state))));
        }
        catch
        {
            layers.ForEach(layer => layer.Dispose());
            throw;
        }
    }

    public bool TryRead(long offset, Span<byte> destination)
    {
        exchange.EnterReadLock();
        try
        {
            return chain.TryRead(offset, destination);
        }
        finally
        {
            exchange.ExitReadLock();
        }
    }

    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var missing = new List<(long Offset, int Length)>();
        var foundation = ReadLocal(offset, destination.Span, missing);
        try
        {
            foreach (var (start, length) in missing)
            {
                await foundation.ReadAsync(start, destination.Slice((int)(start - offset), length), cancellationToken);
            }
        }
        finally
        {
            foundation.Release();
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> source, bool direct = false)
    {
        exchange.EnterReadLock();
        try
        {
            chain.Top.Write(offset, source, direct);
        }
        finally
        {
            exchange.ExitReadLock();
        }
    }

    public bool NeedsSpace(long offset, long length)
    {
        exchange.EnterReadLock();
        try
        {
            var (block, end) = (offset / IBlockVolume.BlockSize, (offset + length) / IBlockVolume.BlockSize);
            return chain.Top.Marks.Run(block, end, out var runEnd) != MarkState.Present || runEnd < end;
        }
        finally
        {
            exchange.ExitReadLock();
        }
    }

    public void Discard(long offset, long length)
    {
        exchange.EnterReadLock();
        try
        {
            chain.Discard(offset / IBlockVolume.BlockSize, (offset + length) / IBlockVolume.BlockSize);
        }
        finally
        {
            exchange.ExitReadLock();
        }
    }

    public void Flush() => flush.Run();

    /// <summary>Makes ready what the next <see cref="Cut"/> needs, so that it takes next to no time.</summary>
    public void PrepareCut()
    {
        lock (changing)
        {
            if (spare is not null)
            {
                return;
            }

            if (IsOutOfLayers)
            {
                throw new IOException($"The volume in {place.Storage.Location} keeps {state.Layers.Count} layers, and more are not possible. Cuts must be saved first.");
            }

            if (state.Layers is [.., { Cut: null }, _])
            {
                // A cut failed before: a disk that cannot flush must not use up a layer for each attempt.
                Flush();
            }

            // Not given a second time, whatever becomes of this.
            var record = new LayerRecord(state.Next, Guid.NewGuid());
            state = state with { Next = state.Next + 1 };
            var made = DeltaLayer.Create(place, geometry, record);
            Change(state with { Layers = [.. state.Layers, record] });
            spare = made;
        }
    }

    /// <summary>
    /// Keeps the content as of now under a name: writes that returned before are in it, those that begin after it returned are not. Returns when
    /// it survives a power cut. Does nothing if the name was cut already.
    /// </summary>
    /// <param name="taken">Called when the moment is over: a filesystem that was frozen for it may be thawed.</param>
    /// <param name="ready">Called when the moment may be at once: a filesystem may be frozen for it.</param>
    public void Cut(string name, Action? taken = null, Action? ready = null)
    {
        lock (changing)
        {
            if (state.Layers.Any(layer => layer.Cut == name))
            {
                taken?.Invoke();
                return;
            }

            PrepareCut();
            ready?.Invoke();
            var closed = chain.Top.Number;
            Exchange(chain.With(spare!));
            spare = null;
            taken?.Invoke();
            Flush();
            Name(closed, name);
        }
    }

    /// <summary>Keeps what lies below the layer that is written to, as of some moment before, under a name: for a volume of which no more cuts are possible.</summary>
    /// <exception cref="IOException">It cannot be flushed.</exception>
    public void CutClosed(string name)
    {
        lock (changing)
        {
            Flush();
            Name(state.Layers.Last(layer => layer.Number < chain.Top.Number).Number, name);
        }
    }

    /// <summary>Gives the base the name of a version that has the same content.</summary>
    public void Adopt(string version)
    {
        lock (changing)
        {
            Change(state with { Version = version });
        }
    }

    /// <summary>Opens a cut for reading. One at a time.</summary>
    /// <returns>Null if there is no such cut.</returns>
    public DeltaCut? OpenCut(string name)
    {
        lock (changing)
        {
            return state.Layers.FirstOrDefault(layer => layer.Cut == name) is { } last
                ? new DeltaCut(name, Length, last.Number, chain.UpTo(last.Number))
                : null;
        }
    }

    /// <summary>Puts a version, which has the content of the cut, in the place of everything up to that cut, and gives the space of that back.</summary>
    /// <param name="cut">Cannot be read any more.</param>
    /// <param name="version">The version's name. It is kept elsewhere, durably.</param>
    /// <param name="content">The version, opened; disposed by this volume.</param>
    public void Publish(DeltaCut cut, string version, IVolumeBase content)
    {
        lock (changing)
        {
            cut.Dispose();
            Change(state with { Version = version, Layers = [.. state.Layers.Where(layer => layer.Number > cut.LastLayer)] });
            lock (flushing)
            {
                var before = chain;
                Exchange(new LayerChain([.. before.Layers.Where(layer => layer.Number > cut.LastLayer)], new BaseReference(content)));
                before.Base.Release();
                foreach (var layer in before.Layers.Where(layer => layer.Number <= cut.LastLayer))
                {
                    layer.Dispose();
                }
            }

            LayerFiles.DeleteOthers(place, state);
        }
    }

    public void Dispose()
    {
        lock (changing)
        {
            lock (flushing)
            {
                disposed = true;
                exchange.EnterWriteLock();
                foreach (var layer in chain.Layers)
                {
                    layer.Dispose();
                }

                spare?.Dispose();
                chain.Base.Release();
            }
        }
    }

    /// <returns>The base to read the missing from; to be released.</returns>
    private BaseReference ReadLocal(long offset, Span<byte> destination, List<(long Offset, int Length)> missing)
    {
        exchange.EnterReadLock();
        try
        {
            chain.Read(offset, destination, missing);
            chain.Base.Acquire();
            return chain.Base;
        }
        finally
        {
            exchange.ExitReadLock();
        }
    }

    private void FlushLayers()
    {
        lock (flushing)
        {
            foreach (var layer in chain.Layers)
            {
                layer.Flush();
            }
        }
    }

    private void Exchange(LayerChain next)
    {
        exchange.EnterWriteLock();
        chain = next;
        exchange.ExitWriteLock();
    }

    /// <summary>Makes the layer of that number, which is flushed, the last one of a cut.</summary>
    private void Name(ulong closed, string cut) =>
        Change(state with { Layers = [.. state.Layers.Select(layer => layer.Number == closed ? layer with { Cut = cut } : layer)] });

    /// <summary>If it throws, the old state still holds for this process, and the files of both stay.</summary>
    private void Change(DeltaState next)
    {
        DeltaStateFile.Write(place.Storage, next);
        state = next;
    }
}
