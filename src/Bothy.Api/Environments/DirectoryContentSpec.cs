namespace Bothy.Api.Environments;

/// <summary>A directory of the runner's host, mounted in place: it stays the user's own and is not part of snapshots.</summary>
public sealed record DirectoryContentSpec
{
    /// <summary>Absolute path on the runner's host.</summary>
    public string Path { get; set; } = "";
}
