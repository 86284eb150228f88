namespace Bothy.Volumes.Catalogs;

/// <summary>How much of a volume would be lost with this host.</summary>
/// <param name="BytesHereOnly">Bytes that no store has yet.</param>
/// <param name="Version">The latest version that a store has; null if it has none.</param>
/// <param name="Problem">Why saving does not go on, in words for people; null while it does.</param>
/// <param name="OpenCuts">Cuts that no store has yet.</param>
public sealed record VolumeDurability(long BytesHereOnly, string? Version = null, string? Problem = null, int OpenCuts = 0);
