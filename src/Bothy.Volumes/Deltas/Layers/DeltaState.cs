namespace Bothy.Volumes.Deltas.Layers;

/// <summary>What a volume consists of. It is replaced as a whole, so that every change of it happens or does not.</summary>
/// <param name="Length">Bytes of address space.</param>
/// <param name="Version">Name of the version under all layers; null for zeros.</param>
/// <param name="Next">Number of the next layer.</param>
/// <param name="Layers">From the lowest to the one that is written to.</param>
internal sealed record DeltaState(long Length, string? Version, ulong Next, IReadOnlyList<LayerRecord> Layers)
{
    public const int MaximumLayers = 64;

    /// <summary>Bytes of UTF-8 in the name of a version or cut.</summary>
    public const int MaximumName = 512;
}
