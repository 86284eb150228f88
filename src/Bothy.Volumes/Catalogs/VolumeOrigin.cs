namespace Bothy.Volumes.Catalogs;

/// <summary>What a new volume holds at first: zeros, or a version that is kept in the store.</summary>
/// <param name="Length">Bytes; a multiple of 4096. With a version: at least its length, or 0 for just that.</param>
/// <param name="Version">Name of a version in the store; null for zeros.</param>
public sealed record VolumeOrigin(long Length, string? Version = null);
