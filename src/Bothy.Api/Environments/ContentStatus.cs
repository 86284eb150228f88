namespace Bothy.Api.Environments;

/// <summary>The workspace folder's content.</summary>
public sealed record ContentStatus
{
    public PartPhase Phase { get; init; }

    /// <summary>Absolute path inside the environment, as in <c>/workspaces/hello</c>.</summary>
    public string? WorkspaceFolder { get; init; }

    /// <summary>The commit that was checked out at creation.</summary>
    public string? Commit { get; init; }

    /// <summary>The branch that was checked out at creation, if any.</summary>
    public string? Branch { get; init; }

    /// <summary>True while only the newest commit of the history is there.</summary>
    public bool Shallow { get; init; }

    /// <summary>What of the repository is missing in the workspace folder, each with the reason.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>False for a directory mounted in place: it is the user's own and is in no snapshot.</summary>
    public bool Protected { get; init; }
}
