namespace Bothy.Volumes.Deltas.Storage;

/// <summary>An open file of a delta. Methods throw <see cref="IOException"/>; what a failed write left in its range is anything between old and new.</summary>
internal interface IDeltaFile : IDisposable
{
    /// <summary>What messages call it.</summary>
    string Name { get; }

    /// <summary>Tells this file from every other that lies on this host now, also from one that had its name before.</summary>
    ulong Identity { get; }

    long Length { get; }

    /// <summary>Fills <paramref name="destination"/>; the range must lie within <see cref="Length"/>.</summary>
    void Read(long offset, Span<byte> destination);

    /// <summary>Writes all of it, making the file longer if need be. It survives this process, not the host.</summary>
    /// <param name="direct">The disk has it on return, where the file's filesystem can do that.</param>
    void Write(long offset, ReadOnlySpan<byte> source, bool direct = false);

    /// <summary>Makes the range read as zeros and gives its space back.</summary>
    void Punch(long offset, long length);

    /// <summary>
    /// Returns when everything written before is on stable storage. When it throws, that may be lost although it can still be read, and
    /// although a later call succeeds.
    /// </summary>
    void Sync();
}
