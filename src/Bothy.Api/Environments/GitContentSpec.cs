namespace Bothy.Api.Environments;

/// <summary>A repository, cloned once into the environment's own disk.</summary>
public sealed record GitContentSpec
{
    /// <summary><c>https://</c>, <c>ssh://</c>, <c>file://</c> or <c>user@host:path</c>; carries no password.</summary>
    public string Url { get; set; } = "";

    /// <summary>Branch, tag or commit; the remote's default branch if left out.</summary>
    public string? Ref { get; init; }

    /// <summary>How the history comes; left out, the newest commit first and the rest in the background.</summary>
    public GitHistory History { get; init; }

    /// <summary>False to leave submodules alone.</summary>
    public bool Submodules { get; set; } = true;

    /// <summary>Directories to check out, with the files beside them on the way (git-sparse-checkout(1), cone mode); everything if left out.</summary>
    public IReadOnlyList<string>? Sparse { get; init; }

    /// <summary>By value, the directories included: what a repository was made from never changes.</summary>
    public bool Equals(GitContentSpec? other) =>
        other is not null && Url == other.Url && Ref == other.Ref && History == other.History && Submodules == other.Submodules
        && (Sparse ?? []).SequenceEqual(other.Sparse ?? []);

    public override int GetHashCode() => HashCode.Combine(Url, Ref, History, Submodules, Sparse?.Count);
}
