namespace Bothy.Volumes.Collecting;

/// <summary>What a collection did.</summary>
/// <param name="Versions">Versions that were given up.</param>
/// <param name="Condemned">Packs that nothing refers to, and that will be deleted.</param>
/// <param name="Deleted">Packs that were deleted.</param>
/// <param name="Live">Packs that are needed.</param>
public sealed record CollectionReport(int Versions, int Condemned, int Deleted, int Live);
