namespace Bothy.Volumes.Disks;

/// <summary>A mounted disk and what it may hold.</summary>
/// <param name="Limit">Bytes.</param>
public readonly record struct LimitedDisk(EnvironmentDisk Disk, long Limit);
