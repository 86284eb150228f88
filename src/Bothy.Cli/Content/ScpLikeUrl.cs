namespace Bothy.Cli.Content;

/// <summary>The address form of scp that git also takes, <c>user@host:path</c> (git-clone(1), "GIT URLS").</summary>
internal static class ScpLikeUrl
{
    public static bool Is(string argument)
    {
        var at = argument.IndexOf('@', StringComparison.Ordinal);
        var colon = argument.IndexOf(':', at + 1);
        return at > 0 && colon > at + 1 && colon < argument.Length - 1
            && argument[0] != '-' && argument[at + 1] != '-'
            && !argument.AsSpan(0, colon).ContainsAny("/\\ \t#");
    }
}
