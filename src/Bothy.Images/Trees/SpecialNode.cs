namespace Bothy.Images.Trees;

/// <summary>What has no content.</summary>
internal enum SpecialType
{
    Pipe,
    Socket,
    CharacterDevice,
    BlockDevice,
}

/// <summary>A pipe, socket or device.</summary>
/// <param name="major">Number of the device's driver; 0 for others.</param>
/// <param name="minor">Which of the driver's devices; 0 for others.</param>
internal sealed class SpecialNode(EntryMetadata metadata, SpecialType type, uint major = 0, uint minor = 0) : Node(metadata, EntryAttributes.None)
{
    public SpecialType Type => type;

    public uint Major => major;

    public uint Minor => minor;
}
