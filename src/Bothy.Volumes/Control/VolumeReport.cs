using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Control;

/// <summary>What the volume server says about a volume.</summary>
/// <param name="File">Path of its file; null if it is not attached, and then all that follows is null too but for what is still being saved of it.</param>
/// <param name="Durability">What of it is not elsewhere yet.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Problem">Why a restarted server could not open it again, in words for people; its users see IO errors. Null if all is well.</param>
public sealed record VolumeReport(
    string Volume,
    string? File = null,
    bool? ReadOnly = null,
    long? Length = null,
    VolumeQuality? Quality = null,
    IoCounters? Counters = null,
    VolumeDurability? Durability = null,
    string? Problem = null);
