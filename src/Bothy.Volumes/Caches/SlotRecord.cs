using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Caches;

/// <summary>What a slot says it holds.</summary>
/// <param name="Length">Bytes of the chunk.</param>
/// <param name="Proven">True if the chunk was wanted again some time after it came.</param>
internal readonly record struct SlotRecord(int Slot, ContentName Name, int Length, bool Proven);
