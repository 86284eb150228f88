namespace Bothy.Volumes.Control;

/// <summary>Why the volume server did not do what was asked.</summary>
/// <param name="Message">What happened to what, and what to do next.</param>
internal sealed record VolumesFailure(VolumesReason Reason, string Message);
