using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Heads;

/// <summary>One version of a volume: all its bytes as of one moment, never changed. It exists since its head does.</summary>
public sealed record VolumeVersion
{
    public required VolumeId Volume { get; init; }

    /// <summary>1 for the first, and one more for each after it.</summary>
    public required long Number { get; init; }

    /// <summary>Grows each time another host takes the volume over. Whoever has a smaller one has lost it.</summary>
    public required long Epoch { get; init; }

    /// <summary>Bytes of address space.</summary>
    public required long Length { get; init; }

    /// <summary>Bytes of a chunk.</summary>
    public required int ChunkSize { get; init; }

    /// <summary>The random name of the attempt that made it: what tells two writers' equal versions apart.</summary>
    public required Guid Writer { get; init; }

    /// <summary>When it was made, to the millisecond.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The manifest's root node; none if the volume holds only zeros.</summary>
    internal ContentReference Root { get; init; }

    /// <summary>What a volume of zeros holds; no version of it exists by that.</summary>
    internal static VolumeVersion Zeros(VolumeId volume, long length, int chunkSize) =>
        new() { Volume = volume, Number = 0, Epoch = 0, Length = length, ChunkSize = chunkSize, Writer = default, CreatedAt = default };

    /// <summary>True if the other version holds the same bytes, whichever volume's it is. False may also mean that they are stored in other places.</summary>
    public bool HasSameContent(VolumeVersion other) => (Root.Name, Length, ChunkSize) == (other.Root.Name, other.Length, other.ChunkSize);

    public override string ToString() => $"{Volume} version {Number} (epoch {Epoch})";
}
