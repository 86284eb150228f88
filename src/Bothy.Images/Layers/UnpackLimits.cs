using Bothy.Images.Trees;

namespace Bothy.Images.Layers;

/// <summary>How large an image may be.</summary>
public sealed record UnpackLimits
{
    /// <summary>Bytes of all layers together, decompressed.</summary>
    public long Bytes { get; init; } = 64L << 30;

    /// <summary>Entries of all layers together.</summary>
    public long Entries { get; init; } = 4_000_000;

    /// <summary>Bytes of names, link targets and attributes of all entries together: they are kept in memory while the image is written.</summary>
    public long NameBytes { get; init; } = 256L << 20;

    /// <summary>A budget for one image.</summary>
    internal EntryBudget OfEntries() => new(Entries, NameBytes);
}
