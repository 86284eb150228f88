namespace Bothy.Volumes.Deltas.Marks;

/// <summary>What marks belong to.</summary>
/// <param name="Layer">The layer's random name.</param>
/// <param name="Boot">The host's boot: shared memory of another one is worth nothing.</param>
/// <param name="File">The data file that is marked: a copy of it has not what the marks say.</param>
internal readonly record struct MarkIdentity(Guid Layer, Guid Boot, ulong File);
