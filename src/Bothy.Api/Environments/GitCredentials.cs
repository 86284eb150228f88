namespace Bothy.Api.Environments;

/// <summary>What proves the user to a git remote. Kept beside the resources, readable by the runner only, deleted with the environment.</summary>
public sealed record GitCredentials
{
    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>A private key in OpenSSH's format, without a passphrase.</summary>
    public string? SshPrivateKey { get; init; }

    /// <summary>Lines of <c>known_hosts</c>.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>Takes whatever key a host shows that <see cref="KnownHosts"/> does not know, and keeps to it while the clone runs.</summary>
    public bool AcceptNewHostKey { get; init; }

    /// <summary>Certificates (PEM) of the authorities that vouch for an https remote, instead of the system's own.</summary>
    public string? Authorities { get; init; }

    /// <summary>Says nothing: a record would print its members.</summary>
    public override string ToString() => nameof(GitCredentials);
}
