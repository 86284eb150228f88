using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Control;

/// <summary>One line from a user to the volume server. All operations may be repeated.</summary>
/// <param name="Volume">The volume's name; null for <see cref="VolumesOperation.List"/>.</param>
/// <param name="Cut">Name of a cut, 1–128 characters.</param>
/// <param name="LongestStopMilliseconds">How long those who write may be stopped, 1–60,000; null for a second.</param>
internal sealed record VolumesRequest(
    int Protocol,
    VolumesOperation Operation,
    string? Volume = null,
    VolumeOrigin? Origin = null,
    bool ReadOnly = false,
    VolumeQuality? Quality = null,
    string? Cut = null,
    int? LongestStopMilliseconds = null);
