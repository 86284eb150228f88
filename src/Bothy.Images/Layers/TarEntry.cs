namespace Bothy.Images.Layers;

/// <summary>What a tar entry makes.</summary>
internal enum TarType
{
    File,
    HardLink,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Pipe,
}

/// <summary>One entry of a tar archive. Names are raw: one character per byte.</summary>
internal sealed record TarEntry
{
    public required TarType Type { get; init; }

    public required string Name { get; init; }

    public string LinkName { get; init; } = "";

    public uint Mode { get; init; }

    public uint UserId { get; init; }

    public uint GroupId { get; init; }

    /// <summary>Bytes of content that follow.</summary>
    public long Size { get; init; }

    public long Seconds { get; init; }

    public int Nanoseconds { get; init; }

    /// <summary>Extended attributes by raw name.</summary>
    public IReadOnlyDictionary<string, byte[]> Attributes { get; init; } = NoAttributes;

    private static readonly Dictionary<string, byte[]> NoAttributes = [];
}
