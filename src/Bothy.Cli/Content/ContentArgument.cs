using Bothy.Api.Environments;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Content;

/// <summary>Reads <c>DIR|URL[#ref]</c>.</summary>
internal static class ContentArgument
{
    /// <param name="argument">A directory, a URL or <c>user@host:path</c>; an existing directory wins.</param>
    /// <param name="reference">The value of <c>--ref</c>, if given.</param>
    /// <exception cref="CliException">The argument is none of them, or contradicts <paramref name="reference"/>.</exception>
    public static RequestedContent Parse(string argument, string? reference)
    {
        if (argument.Length == 0)
        {
            throw CliException.Usage("the directory or URL is empty", "name a directory or a repository, as in: bothy up .");
        }

        if (!argument.Contains("://", StringComparison.Ordinal) && Directory.Exists(argument))
        {
            return reference is null
                ? FromDirectory(argument)
                : throw CliException.Usage(
                    "a directory is mounted as it is and has no --ref",
                    $"clone it instead: bothy up file://{Path.GetFullPath(argument)} --ref {reference}");
        }

        return IsRemote(argument) ? FromRemote(argument, reference) : throw NotFound(argument);
    }

    private static bool IsRemote(string argument) => argument.Contains("://", StringComparison.Ordinal) || ScpLikeUrl.Is(argument);

    private static RequestedContent FromDirectory(string argument)
    {
        var path = RealPath.Of(argument);
        return new RequestedContent(
            new ContentSpec { Directory = new DirectoryContentSpec { Path = path } }, EnvironmentName.From(path), Credentials: null);
    }

    private static RequestedContent FromRemote(string argument, string? reference)
    {
        var hash = argument.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? null : argument[(hash + 1)..];
        var remote = RemoteUrl.Parse(hash < 0 ? argument : argument[..hash]);
        if (fragment is not null && reference is not null && fragment != reference)
        {
            throw CliException.Usage($"two refs are given: #{fragment} in the URL and --ref {reference}", "give one of them");
        }

        var chosen = CheckReference(reference ?? fragment);
        return new RequestedContent(
            new ContentSpec { Git = new GitContentSpec { Url = remote.Url, Ref = chosen } },
            EnvironmentName.From(remote.Url),
            remote.Credentials);
    }

    private static string? CheckReference(string? reference) => reference switch
    {
        null => null,
        "" => throw CliException.Usage("the ref after # is empty", "name a branch, a tag or a commit, or leave out the #"),
        ['-', ..] => throw CliException.Usage($"the ref {reference} begins with a dash, which git refuses"),
        _ when reference.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)) =>
            throw CliException.Usage("the ref contains white space, which git refuses"),
        _ => reference,
    };

    private static CliException NotFound(string argument) => File.Exists(argument)
        ? new CliException($"{argument} is a file, not a directory", "name the directory that holds the repository")
        : new CliException(
            $"no such directory: {argument}",
            "name an existing directory, or a repository as https://…, ssh://…, file:///… or user@host:path");
}
