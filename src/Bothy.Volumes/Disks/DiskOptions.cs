namespace Bothy.Volumes.Disks;

/// <summary>Settings of the environments' disks on one host.</summary>
public sealed record DiskOptions
{
    /// <summary>
    /// Bytes of address space of a new disk, at least; it grows with the first limit, see <see cref="LengthFor"/>. It costs little: space
    /// on the host is taken as it is written.
    /// </summary>
    public long MinimumLength { get; init; } = 256L << 30;

    /// <summary>Bytes of the host's filesystem that disks leave alone: see <see cref="HostShare"/>.</summary>
    public long HostReserve { get; init; } = 1L << 30;

    /// <summary>Length of a disk whose first limit is <paramref name="limit"/>: a power of two with room to raise it fourfold.</summary>
    public long LengthFor(long limit) => Math.Max(MinimumLength, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)limit * 4));
}
