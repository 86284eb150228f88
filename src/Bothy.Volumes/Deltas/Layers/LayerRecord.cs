namespace Bothy.Volumes.Deltas.Layers;

/// <summary>What the volume's state says of a layer.</summary>
/// <param name="Number">Names its files; a higher one lies above.</param>
/// <param name="Id">Random; tells it from any other that ever had the number.</param>
/// <param name="Cut">Name of the cut that ends with this layer; null if none does.</param>
internal sealed record LayerRecord(ulong Number, Guid Id, string? Cut = null);
