namespace Bothy.Volumes.Control;

/// <summary>One line from the volume server, for one request.</summary>
/// <param name="Failure">Why nothing was done; null if all was.</param>
/// <param name="File">Path of the attached volume's file.</param>
internal sealed record VolumesResponse(
    int Protocol,
    VolumesFailure? Failure = null,
    string? File = null,
    IReadOnlyList<VolumeReport>? Volumes = null,
    SnapshotReport? Snapshot = null);
