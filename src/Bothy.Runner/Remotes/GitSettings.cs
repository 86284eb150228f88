using Bothy.Api.Remotes;

namespace Bothy.Runner.Remotes;

/// <summary>Settings of git as environment variables (git(1), <c>GIT_CONFIG_COUNT</c>): nothing of them is on a disk.</summary>
internal static class GitSettings
{
    /// <summary>Where the agent's program appears inside; git calls it in two of its roles.</summary>
    public const string AgentPath = "/run/bothy/agent";

    /// <summary>What leads to the environment's own remote, and to no other host.</summary>
    /// <param name="authorities">Where inside the certificates for an https remote lie, if there are any.</param>
    public static IEnumerable<(string Key, string Value)> For(GitRemote? remote, string? authorities)
    {
        switch (remote?.Scheme)
        {
            case GitRemote.Https:
                yield return ($"credential.https://{remote.HostAndPort}.helper", $"{AgentPath} git-credential");
                if (authorities is not null)
                {
                    yield return ($"http.https://{remote.HostAndPort}/.sslCAInfo", authorities);
                }

                break;
            case GitRemote.Ssh:
                yield return ("core.sshCommand", $"{AgentPath} git-ssh");
                yield return ("ssh.variant", "ssh");
                break;
        }
    }

    public static IEnumerable<(string Name, string Value)> Variables(IReadOnlyCollection<(string Key, string Value)> settings) =>
        settings.SelectMany((setting, index) => ((string, string)[])[($"GIT_CONFIG_KEY_{index}", setting.Key), ($"GIT_CONFIG_VALUE_{index}", setting.Value)])
            .Prepend(("GIT_CONFIG_COUNT", $"{settings.Count}"));
}
