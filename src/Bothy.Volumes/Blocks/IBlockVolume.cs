namespace Bothy.Volumes.Blocks;

/// <summary>
/// A block address space as the block server serves it. Offsets and lengths lie within <see cref="Length"/> and are multiples of
/// <see cref="BlockSize"/>; implementations may be called from several threads at once. Ranges of concurrent calls that overlap give either
/// content, block by block, as a disk would. A method that throws <see cref="IOException"/> has acknowledged nothing.
/// </summary>
public interface IBlockVolume
{
    /// <summary>Bytes that are read, written and marked as one.</summary>
    const int BlockSize = 4096;

    /// <summary>Bytes of address space.</summary>
    long Length { get; }

    /// <summary>Reads without waiting for anything but this host's memory and disks, and without allocating.</summary>
    /// <returns>False, with <paramref name="destination"/> undefined, if some of it must be fetched first: call <see cref="ReadAsync"/>.</returns>
    bool TryRead(long offset, Span<byte> destination);

    /// <summary>Reads, fetching what is not here yet. The memory is pinned by the caller.</summary>
    ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Writes locally: never waits for an object store. When it returns, the write survives the death of this process.</summary>
    /// <param name="direct">Past the host's memory, where that can be: the host's disk has it on return, and nobody's flush waits for it later. Takes longer.</param>
    void Write(long offset, ReadOnlySpan<byte> source, bool direct = false);

    /// <summary>True if a write to the range would take more of the host's disk.</summary>
    bool NeedsSpace(long offset, long length);

    /// <summary>Makes the range read as zeros and gives its space back.</summary>
    void Discard(long offset, long length);

    /// <summary>When it returns, every write and discard that had returned before it was called survives a power cut.</summary>
    void Flush();
}
