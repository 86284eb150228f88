namespace Bothy.Volumes.Disks;

/// <summary>
/// Divides what the host has left among the disks that are mounted. Disks promise more than the host has, and a loop device that finds no space for a
/// write can only fail it; so each may hold what it uses already, and an equal part of what is left. What a volume takes on the host beyond what its disk uses is no
/// room for the disk: a filesystem seldom writes again where it has deleted, but goes on elsewhere.
/// </summary>
/// <param name="free">Bytes free on the host's filesystem.</param>
/// <param name="reserve">Bytes of them that are nobody's.</param>
/// <param name="disks">How many disks share.</param>
internal readonly struct HostShare(long free, long reserve, int disks)
{
    /// <summary>The least that a limit is set to: a filesystem of no size cannot be.</summary>
    private const long Least = Ext4.BlockSize;

    private readonly long part = Math.Max(0, free - reserve) / Math.Max(1, disks);

    /// <summary>Bytes that a disk may hold whose files take <paramref name="used"/> bytes on the host.</summary>
    public long LimitFor(long used) => Math.Max(Least, part > long.MaxValue - used ? long.MaxValue : used + part);
}
