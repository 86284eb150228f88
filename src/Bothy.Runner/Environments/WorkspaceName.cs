using Bothy.Api.Environments;

namespace Bothy.Runner.Environments;

/// <summary>What the folder below <c>/workspaces</c> is called: like the repository or the directory.</summary>
internal static class WorkspaceName
{
    private const string Fallback = "workspace";
    private const int MaximumLength = 100;

    public static string Of(ContentSpec content, string environmentName) =>
        content.Directory is { } directory ? Clean(directory.Path.TrimEnd('/'))
        : content.Git is { } git ? Clean(git.Url.TrimEnd('/'))
        : Clean(environmentName);

    private static string Clean(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', ':']) + 1)..];
        if (name.EndsWith(".git", StringComparison.Ordinal))
        {
            name = name[..^4];
        }

        name = Uri.UnescapeDataString(name);
        name = new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-').Take(MaximumLength)]);
        return name.Trim('.').Length == 0 ? Fallback : name;
    }
}
