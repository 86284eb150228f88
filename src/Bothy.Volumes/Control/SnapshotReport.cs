namespace Bothy.Volumes.Control;

/// <summary>What a snapshot holds.</summary>
/// <param name="AtRest">True if the filesystem was frozen in its moment: everything written to files before is in it. False: it holds what a power cut would leave, and the journal recovers it.</param>
/// <param name="StoppedMilliseconds">How long those who write were stopped; null if nobody was, or it is not known.</param>
/// <param name="Problem">Why it was not at rest, in words for people; null if it was.</param>
public sealed record SnapshotReport(bool AtRest, double? StoppedMilliseconds = null, string? Problem = null);
