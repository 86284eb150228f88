using Bothy.Devcontainers.Diagnostics;

namespace Bothy.Devcontainers.Files;

/// <summary>
/// Finds the configuration of a repository: Dev Container reference, "devcontainer.json". The two well-known places win
/// in their order; a folder below <c>.devcontainer</c> is taken by itself only if it is the only one.
/// </summary>
internal static class ConfigurationSearch
{
    private const string Folder = ".devcontainer";
    private const int MaxListed = 20;

    private static readonly string[] WellKnown = [Folder + "/devcontainer.json", ".devcontainer.json"];

    public static SearchResult Find(IWorkspaceFiles files, string? requested)
    {
        if (requested is not null)
        {
            return FindRequested(files, requested);
        }

        string[] found = [.. WellKnown.Where(files.FileExists), .. InFolders(files)];
        return found switch
        {
            [] => new SearchResult(),
            [var only] => new SearchResult { Path = only },
            [var first, .. var others] when WellKnown.Contains(first) => new SearchResult
            {
                Path = first,
                Warning = $"{first} is used. The repository has {Count(others)}, too: {List(others)}; spec.devcontainer.path chooses another one.",
            },
            _ => Failed(
                DevcontainerFailureReason.DevcontainerAmbiguous,
                $"The repository has {Count(found)} and no default one: {List(found)}. Choose one with spec.devcontainer.path."),
        };
    }

    private static SearchResult FindRequested(IWorkspaceFiles files, string requested)
    {
        var path = requested.StartsWith("./", StringComparison.Ordinal) ? requested[2..] : requested;
        if (path.Split('/').Any(segment => segment is "" or "." or "..") || path.Contains('\0'))
        {
            return Failed(
                DevcontainerFailureReason.DevcontainerPathInvalid,
                $"The path {QuotedText.Of(requested)} does not name a file of the repository. Give it relative to the repository's root and without \"..\".");
        }

        return files.FileExists(path)
            ? new SearchResult { Path = path }
            : Failed(
                DevcontainerFailureReason.DevcontainerNotFound,
                $"The repository has no file {QuotedText.Of(path)}. Correct spec.devcontainer.path, or leave it out.");
    }

    private static IEnumerable<string> InFolders(IWorkspaceFiles files) =>
        files.ListDirectories(Folder)
            .Order(StringComparer.Ordinal)
            .Select(name => $"{Folder}/{name}/devcontainer.json")
            .Where(files.FileExists);

    private static SearchResult Failed(DevcontainerFailureReason reason, string message) =>
        new() { Failure = new DevcontainerFailure { Reason = reason, Message = message } };

    private static string Count(string[] paths) => paths.Length == 1 ? "another configuration" : $"{paths.Length} configurations";

    private static string List(string[] paths) =>
        string.Join(", ", paths.Take(MaxListed).Select(QuotedText.Of)) + (paths.Length > MaxListed ? ", …" : "");
}
