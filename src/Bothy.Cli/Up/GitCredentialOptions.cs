using Bothy.Api.Environments;
using Bothy.Api.Remotes;
using Bothy.Cli.Content;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Up;

/// <summary>The options of <c>bothy up</c> whose files the server keeps for the environment.</summary>
internal sealed record GitCredentialOptions(string? KeyFile, string? KnownHostsFile, string? AuthoritiesFile, bool AcceptNewHostKey)
{
    /// <summary>What the server is to keep: nothing where the user's own git and ssh do.</summary>
    /// <exception cref="CliException">An option does not go with the remote, or its file cannot be read.</exception>
    public GitCredentials? Read(RequestedContent requested, CliHost host)
    {
        var remote = GitRemote.Of(requested.Spec);
        if ((KeyFile is not null || KnownHostsFile is not null || AcceptNewHostKey) && remote?.Scheme != GitRemote.Ssh)
        {
            throw CliException.Usage(
                "--ssh-key, --known-hosts and --accept-new-host-key are for ssh remotes only", "write the URL as ssh://USER@HOST/PATH or USER@HOST:PATH");
        }

        if (AuthoritiesFile is not null && remote?.Scheme != GitRemote.Https)
        {
            throw CliException.Usage("--ca-certificate is for https remotes only");
        }

        if (KnownHostsFile is not null && KeyFile is null)
        {
            throw CliException.Usage("--known-hosts goes with --ssh-key", "leave it out: without a key, your own ssh makes the connection, with your known hosts");
        }

        if (AuthoritiesFile is not null)
        {
            return (requested.Credentials ?? new GitCredentials()) with { Authorities = CredentialFile.Read(AuthoritiesFile) };
        }

        return KeyFile is null ? requested.Credentials : new GitCredentials
        {
            SshPrivateKey = CredentialFile.Read(KeyFile),
            KnownHosts = CredentialFile.Read(KnownHostsFile) ?? KnownHosts.Find(remote!, host),
            AcceptNewHostKey = AcceptNewHostKey,
        };
    }
}
