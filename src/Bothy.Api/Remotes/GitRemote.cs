using Bothy.Api.Environments;

namespace Bothy.Api.Remotes;

/// <summary>The place that a repository was cloned from, taken apart (git-clone(1), "GIT URLS").</summary>
/// <param name="Scheme"><c>https</c> or <c>ssh</c>.</param>
/// <param name="User">The user of an ssh remote, if the address names one.</param>
/// <param name="Path">As git hands it to the other side.</param>
public sealed record GitRemote(string Scheme, string Host, int Port, string? User, string Path)
{
    public const string Https = "https";
    public const string Ssh = "ssh";

    private const int HttpsPort = 443;
    private const int SshPort = 22;

    /// <summary>The host as git's credential protocol writes it: with the port unless it is the scheme's own.</summary>
    public string HostAndPort => Port == (Scheme == Https ? HttpsPort : SshPort) ? Host : $"{Host}:{Port}";

    /// <summary>The remote of an environment; null for a directory, an empty folder or a repository on the runner's host.</summary>
    public static GitRemote? Of(ContentSpec content) => content.Git is { } git ? Parse(git.Url) : null;

    /// <summary>Takes a valid address apart; null where it leads to no other machine.</summary>
    public static GitRemote? Parse(string url)
    {
        if (url.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is Https or Ssh
                ? new GitRemote(uri.Scheme, uri.IdnHost.Trim('[', ']'), PortOf(uri), UserOf(uri), Uri.UnescapeDataString(uri.AbsolutePath))
                : null;
        }

        var at = url.IndexOf('@', StringComparison.Ordinal);
        var colon = url.IndexOf(url.AsSpan(at + 1).StartsWith("[") ? "]:" : ":", at + 1, StringComparison.Ordinal);
        return at > 0 && colon > at
            ? new GitRemote(Ssh, url[(at + 1)..colon].TrimStart('['), SshPort, url[..at], url[(url.IndexOf(':', colon) + 1)..])
            : null;
    }

    /// <summary>True for the same scheme, host and port.</summary>
    public bool IsAt(string scheme, string host, int? port) =>
        Scheme == scheme && Host.Equals(host, StringComparison.OrdinalIgnoreCase) && Port == (port ?? (scheme == Https ? HttpsPort : SshPort));

    /// <summary>True if a path of the same host means the same repository: with or without a slash at the beginning or <c>.git</c> at the end.</summary>
    public bool IsRepository(string path) => Plain(path) == Plain(Path);

    private static string Plain(string path)
    {
        var plain = path.Trim('/');
        return plain.EndsWith(".git", StringComparison.Ordinal) ? plain[..^4].TrimEnd('/') : plain;
    }

    private static int PortOf(Uri uri) => uri.Port > 0 ? uri.Port : uri.Scheme == Https ? HttpsPort : SshPort;

    private static string? UserOf(Uri uri) => uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null;
}
