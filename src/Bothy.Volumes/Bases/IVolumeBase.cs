namespace Bothy.Volumes.Bases;

/// <summary>
/// The unchanging bytes under a volume's local writes: one version of it, or nothing but zeros. Ranges are any within
/// <see cref="Length"/>. Every byte that is returned was verified against its chunk's name.
/// </summary>
public interface IVolumeBase : IDisposable
{
    /// <summary>Bytes of address space.</summary>
    long Length { get; }

    /// <summary>Bytes of a chunk; a power of two.</summary>
    int ChunkSize { get; }

    /// <summary>True if the chunk is known to hold zeros only, at no cost.</summary>
    bool IsZero(long chunk);

    /// <summary>Reads without waiting for anything but this host's memory and disks, and without allocating.</summary>
    /// <returns>False, with <paramref name="destination"/> undefined, if some of it must be fetched first: call <see cref="ReadAsync"/>.</returns>
    bool TryRead(long offset, Span<byte> destination);

    /// <summary>Reads, fetching missing chunks through the cache: once for all who wait for the same.</summary>
    /// <exception cref="IOException">The store has not the chunk, or has something else under its name; the message names it.</exception>
    ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken);
}
