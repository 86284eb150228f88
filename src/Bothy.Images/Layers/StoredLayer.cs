namespace Bothy.Images.Layers;

/// <summary>A layer to be put into an image.</summary>
/// <param name="Digest">Of the layer as it is stored; null where only <paramref name="DiffId"/> is known.</param>
/// <param name="DiffId">Of the layer decompressed.</param>
/// <param name="Size">Bytes as it is stored.</param>
/// <param name="OpenAsync">Opens it, once it is there.</param>
internal sealed record StoredLayer(string? Digest, string DiffId, long Size, Func<CancellationToken, Task<Stream>> OpenAsync);
