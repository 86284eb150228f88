using Bothy.Api.Environments;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Content;

/// <summary>A repository's address with every secret taken out of it.</summary>
internal sealed record RemoteUrl(string Url, GitCredentials? Credentials)
{
    /// <exception cref="CliException">Not an address that an environment can be cloned from. The message repeats no part that may be secret.</exception>
    public static RemoteUrl Parse(string url)
    {
        if (url.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
        {
            throw CliException.Usage("the repository URL contains white space or control characters", "write a space in it as %20");
        }

        var colon = url.IndexOf("://", StringComparison.Ordinal);
        if (colon < 0)
        {
            return new RemoteUrl(url, null);
        }

        var scheme = url[..colon].ToLowerInvariant();
        var rest = url[(colon + 3)..];
        return scheme switch
        {
            "file" => FromFile(rest),
            "https" => FromHttps(rest),
            "ssh" => FromSsh(rest),
            "http" => throw CliException.Usage("http:// would send code and credentials in the clear", "use https:// or ssh://"),
            _ => throw CliException.Usage($"{scheme}:// is not a way to clone a repository here", "use https://, ssh://, file:/// or user@host:path"),
        };
    }

    private static RemoteUrl FromFile(string rest) => rest.StartsWith('/')
        ? new RemoteUrl($"file://{rest}", null)
        : throw CliException.Usage("a file:// URL needs an absolute path", $"write file:///{rest.TrimStart('/')}");

    /// <summary>The user information goes as a whole: a token is often given as the user's name.</summary>
    private static RemoteUrl FromHttps(string rest)
    {
        var (user, host, path) = Split(rest);
        if (user is null)
        {
            return new RemoteUrl($"https://{host}{path}", null);
        }

        var colon = user.IndexOf(':', StringComparison.Ordinal);
        return new RemoteUrl($"https://{host}{path}", new GitCredentials
        {
            Username = Uri.UnescapeDataString(colon < 0 ? user : user[..colon]),
            Password = colon < 0 ? "" : Uri.UnescapeDataString(user[(colon + 1)..]),
        });
    }

    private static RemoteUrl FromSsh(string rest)
    {
        var (user, host, path) = Split(rest);
        return user?.Contains(':', StringComparison.Ordinal) == true
            ? throw CliException.Usage("the ssh:// URL carries a password, which git cannot use", "take it out and name a key: --ssh-key FILE")
            : new RemoteUrl(user is null ? $"ssh://{host}{path}" : $"ssh://{user}@{host}{path}", null);
    }

    /// <summary>Takes <c>user:password@host/path</c> apart at the last <c>@</c> before the path, as RFC 3986 readers that meet a raw <c>@</c> in a password do.</summary>
    private static (string? User, string Host, string Path) Split(string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "" : rest[slash..];
        var at = authority.LastIndexOf('@');
        var host = authority[(at + 1)..];
        if (host.Length == 0 || host[0] == '-' || host[0] == ':')
        {
            throw CliException.Usage("the repository URL names no host", "write it as https://HOST/PATH or ssh://USER@HOST/PATH");
        }

        return (at < 0 ? null : authority[..at], host, path);
    }
}
