namespace Bothy.Images.Trees;

/// <summary>What a file has besides its content.</summary>
/// <param name="Mode">Permission bits with set-user-id, set-group-id and sticky.</param>
/// <param name="Nanoseconds">Of the modification time, 0 to 999,999,999.</param>
internal readonly record struct EntryMetadata(uint Mode, uint UserId, uint GroupId, long Seconds, int Nanoseconds)
{
    /// <summary>Of directories that nobody describes: root's, 0755, always of the same time.</summary>
    public static EntryMetadata OfImpliedDirectory { get; } = new(0x1ED, 0, 0, 0, 0);
}
