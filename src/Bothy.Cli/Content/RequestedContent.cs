using Bothy.Api.Environments;

namespace Bothy.Cli.Content;

/// <summary>What the argument of <c>bothy up</c> means.</summary>
/// <param name="Spec">The resource's part; free of secrets.</param>
/// <param name="DefaultName">Name for an environment that the user did not name.</param>
/// <param name="Credentials">Taken out of the URL; null if it carried none.</param>
internal sealed record RequestedContent(ContentSpec Spec, string DefaultName, GitCredentials? Credentials)
{
    /// <summary>The content in a few words: a URL with its ref, or a path.</summary>
    public static string Describe(ContentSpec content) => content switch
    {
        { Git: { } git } => git.Ref is null ? git.Url : $"{git.Url}#{git.Ref}",
        { Directory: { } directory } => directory.Path,
        _ => "an empty folder",
    };
}
