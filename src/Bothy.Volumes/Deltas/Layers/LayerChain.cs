using Bothy.Volumes.Blocks;
using Bothy.Volumes.Deltas.Marks;

namespace Bothy.Volumes.Deltas.Layers;

/// <summary>Layers over a base, as they are at one moment.</summary>
/// <param name="layers">From the lowest.</param>
internal sealed class LayerChain(DeltaLayer[] layers, BaseReference foundation)
{
    public IReadOnlyList<DeltaLayer> Layers => layers;

    public BaseReference Base => foundation;

    public DeltaLayer Top => layers[^1];

    public LayerChain With(DeltaLayer top) => new([.. layers, top], foundation);

    /// <summary>This chain's layers up to one.</summary>
    public LayerChain UpTo(ulong number) => new([.. layers.Where(layer => layer.Number <= number)], foundation);

    /// <summary>Reads what is on this host.</summary>
    /// <returns>False if some of it is not.</returns>
    public bool TryRead(long offset, Span<byte> destination) => TryRead(layers.Length - 1, offset, destination, null);

    /// <summary>Reads what is on this host, and adds the ranges that are not to <paramref name="missing"/>.</summary>
    public void Read(long offset, Span<byte> destination, List<(long Offset, int Length)> missing) =>
        TryRead(layers.Length - 1, offset, destination, missing);

    /// <summary>Makes blocks zero, where they are not known to be so already.</summary>
    public void Discard(long block, long end)
    {
        while (block < end)
        {
            var state = Top.Marks.Run(block, end, out var runEnd);
            if (state == MarkState.Present)
            {
                Top.Zero(block, runEnd - block, hasData: true);
            }
            else if (state == MarkState.Absent && !IsZero(layers.Length - 2, block, runEnd, out runEnd))
            {
                Top.Zero(block, runEnd - block, hasData: false);
            }

            block = runEnd;
        }
    }

    /// <summary>The first block at or after <paramref name="block"/> that a layer has; <paramref name="end"/> if there is none.</summary>
    public long NextMarked(long block, long end)
    {
        var next = end;
        foreach (var layer in layers)
        {
            if (block < next)
            {
                next = layer.Marks.Run(block, next, out var runEnd) == MarkState.Absent ? runEnd : block;
            }
        }

        return next;
    }

    private bool TryRead(int layer, long offset, Span<byte> destination, List<(long Offset, int Length)>? missing)
    {
        if (layer < 0)
        {
            return ReadBase(offset, destination, missing);
        }

        while (destination.Length > 0)
        {
            var block = offset / IBlockVolume.BlockSize;
            var state = layers[layer].Marks.Run(block, block + (destination.Length / IBlockVolume.BlockSize), out var runEnd);
            var run = destination[..(int)((runEnd - block) * IBlockVolume.BlockSize)];
            switch (state)
            {
                case MarkState.Present:
                    layers[layer].Data.Read(offset, run);
                    break;
                case MarkState.Zero:
                    run.Clear();
                    break;
                default:
                    if (!TryRead(layer - 1, offset, run, missing))
                    {
                        return false;
                    }

                    break;
            }

            offset += run.Length;
            destination = destination[run.Length..];
        }

        return true;
    }

    private bool ReadBase(long offset, Span<byte> destination, List<(long Offset, int Length)>? missing)
    {
        if (foundation.TryRead(offset, destination))
        {
            return true;
        }

        missing?.Add((offset, destination.Length));
        return missing is not null;
    }

    /// <summary>Whether what lies below is known to be zero at a block, and where that ends.</summary>
    private bool IsZero(int layer, long block, long end, out long runEnd)
    {
        if (layer < 0)
        {
            return foundation.IsZero(block, end, out runEnd);
        }

        var state = layers[layer].Marks.Run(block, end, out runEnd);
        return state == MarkState.Absent ? IsZero(layer - 1, block, runEnd, out runEnd) : state == MarkState.Zero;
    }
}
