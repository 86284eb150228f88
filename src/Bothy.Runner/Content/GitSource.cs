using System.Text.RegularExpressions;
using Bothy.Api.Environments;
using Bothy.Api.Remotes;

namespace Bothy.Runner.Content;

/// <summary>A repository to clone, as the clone's own sandbox sees it.</summary>
/// <param name="Url">What git is given.</param>
/// <param name="Origin">What <c>origin</c> is set to afterwards.</param>
/// <param name="HostPath">The directory of the host that a <c>file</c> URL names.</param>
/// <param name="Ref">Branch, tag or commit.</param>
internal sealed partial record GitSource(string Url, string Origin, string? HostPath, string? Ref)
{
    /// <summary>Where the sandbox finds a repository of the host.</summary>
    public const string HostRepository = "/run/bothy/repository";

    /// <summary>True to get the newest commit only; what lies on the host comes whole.</summary>
    public bool IsShallow { get; init; }

    public bool HasSubmodules { get; init; } = true;

    /// <summary>Directories to check out; all if empty.</summary>
    public IReadOnlyList<string> Sparse { get; init; } = [];

    /// <summary>The other machine; null if it is the host.</summary>
    public GitRemote? Remote { get; init; }

    /// <summary>True to leave out the contents of files that are not checked out.</summary>
    public bool IsPartial => Sparse.Count > 0 && Remote is not null;

    /// <summary>True if <see cref="Ref"/> is a whole commit id, which no branch or tag is named after.</summary>
    public bool IsCommit => Ref is not null && CommitId().IsMatch(Ref);

    public static GitSource From(GitContentSpec spec)
    {
        var source = Uri.TryCreate(spec.Url, UriKind.Absolute, out var uri) && uri.IsFile
            ? new GitSource("file://" + HostRepository, spec.Url, uri.LocalPath, spec.Ref)
            : new GitSource(spec.Url, spec.Url, null, spec.Ref) { Remote = GitRemote.Parse(spec.Url) };
        return source with
        {
            IsShallow = spec.History == GitHistory.Shallow || (spec.History == GitHistory.Background && source.HostPath is null),
            HasSubmodules = spec.Submodules,
            Sparse = spec.Sparse ?? [],
        };
    }

    [GeneratedRegex("^[0-9a-f]{40}([0-9a-f]{24})?$")]
    private static partial Regex CommitId();
}
