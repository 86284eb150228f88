using Bothy.Volumes.Heads;

namespace Bothy.Volumes.Publishing;

/// <summary>A version that was published, and what that took.</summary>
/// <param name="Changed">Chunks that were read.</param>
/// <param name="Stored">Those of them that the store did not have.</param>
/// <param name="StoredBytes">Bytes of packs, those of the manifest among them.</param>
public sealed record Publication(VolumeVersion Version, long Changed, long Stored, int Packs, long StoredBytes);
