namespace Bothy.Api.Remotes;

/// <summary>What a git inside an environment needs of the user. It comes from a place that nobody trusts: <see cref="RemotePolicy"/> decides.</summary>
public sealed record RemoteRequest
{
    /// <summary>The user's name and password for an https remote.</summary>
    public const string Password = "password";

    /// <summary>A connection to an ssh remote, on which one of git's programs runs.</summary>
    public const string Ssh = "ssh";

    /// <summary><see cref="Password"/> or <see cref="Ssh"/>.</summary>
    public string Operation { get; set; } = "";

    public string Host { get; set; } = "";

    /// <summary>Null for the scheme's own.</summary>
    public int? Port { get; set; }

    public string? User { get; set; }

    /// <summary>The command for the ssh server, as git wrote it.</summary>
    public string? Command { get; set; }

    /// <summary>Git's <c>GIT_PROTOCOL</c>, as in <c>version=2</c>.</summary>
    public string? Protocol { get; set; }
}
