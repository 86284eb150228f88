namespace Bothy.Runner.Records;

/// <summary>Content that lies complete in the workspace folder.</summary>
/// <param name="Folder">The folder's name below <c>/workspaces</c>.</param>
internal sealed record ContentRecord(string Folder, string? Commit, string? Branch)
{
    /// <summary>True until the history is complete.</summary>
    public bool Shallow { get; init; }

    /// <summary>What could not be fetched when it was cloned, in words of <see cref="Content.CloneScript"/>.</summary>
    public IReadOnlyList<string>? Incomplete { get; init; }
}
