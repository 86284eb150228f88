using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Packs;

/// <summary>One entry of a pack's index.</summary>
internal readonly record struct PackEntry(ContentName Name, StoredRange Range);
