namespace Bothy.Volumes.Disks;

/// <summary>How full a disk is, in bytes.</summary>
/// <param name="Used">Taken by files and their bookkeeping.</param>
/// <param name="Available">What can still be written before the limit: 0 when <paramref name="Used"/> is at or above it.</param>
public readonly record struct DiskUsage(long Used, long Available)
{
    /// <summary>What the disk may hold now; <see cref="Used"/> where a limit below that was set.</summary>
    public long Limit => Used + Available;
}
