using System.Text.RegularExpressions;

namespace Bothy.Api.Validation.Rules;

/// <summary>Addresses that a repository may be cloned from: what git would take, less what is a risk.</summary>
/// <remarks>git-clone(1), "GIT URLS". Transports such as <c>ext::</c> run commands; what begins with a dash would be an option.</remarks>
public static partial class GitUrl
{
    private const string Forms = "https://HOST/PATH, ssh://USER@HOST/PATH, file:///PATH or USER@HOST:PATH";

    /// <summary>What is wrong with an address; null if nothing is. Repeats no part of it: it may hold a secret.</summary>
    public static string? Check(string url) => url switch
    {
        "" => $"must not be empty; write {Forms}",
        { Length: > 2048 } => "must have at most 2048 characters",
        ['-', ..] => "must not begin with '-', which git would take for an option",
        _ when url.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) => "must not contain white space or control characters; write a space as %20",
        _ when RemoteHelper().IsMatch(url) => $"must not name a remote helper (TRANSPORT::ADDRESS); write {Forms}",
        _ when url.Contains("://", StringComparison.Ordinal) => CheckUri(url),
        _ when ScpLike().IsMatch(url) => null,
        ['/', ..] => "must be a URL; write file:// before the path",
        _ => $"must be {Forms}",
    };

    private static string? CheckUri(string url)
    {
        var scheme = url[..url.IndexOf("://", StringComparison.Ordinal)].ToLowerInvariant();
        if (scheme is not ("https" or "ssh" or "file"))
        {
            return scheme is "http" or "git"
                ? $"must not use {scheme}://, which anyone on the way can read and change; use https:// or ssh://"
                : $"must be {Forms}";
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return $"is not a well-formed URL; write {Forms}";
        }

        if (scheme == "file")
        {
            return url.StartsWith("file:///", StringComparison.OrdinalIgnoreCase) ? null : "must have an absolute path: file:///PATH";
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal) || (scheme == "https" && uri.UserInfo.Length > 0))
        {
            return "must not carry a password or token; give it as the environment's credentials instead";
        }

        return uri.Host.Length == 0 || uri.Host[0] == '-' || uri.UserInfo.StartsWith('-') || uri.AbsolutePath.StartsWith("/-", StringComparison.Ordinal)
            ? $"must name a host and a path that do not begin with '-'; write {Forms}"
            : null;
    }

    [GeneratedRegex("^[A-Za-z0-9]+::")]
    private static partial Regex RemoteHelper();

    [GeneratedRegex(@"^[A-Za-z0-9_.][A-Za-z0-9_.-]*@(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.][A-Za-z0-9_.-]*):[^-].*$")]
    private static partial Regex ScpLike();
}
