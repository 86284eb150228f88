using Bothy.Api.Environments;
using Bothy.Api.Remotes;
using Bothy.Runner.Remotes;

namespace Bothy.Runner.Content;

/// <summary>
/// The shell script that clones, and the environment it runs in. Everything that comes from outside is a positional parameter or a file, never
/// part of the script or of a command line that others could read.
/// </summary>
internal static class CloneScript
{
    /// <summary>Where the clone's secrets lie inside.</summary>
    public const string Secrets = "/run/bothy/secrets";

    public const string PasswordFile = "password";
    public const string KeyFile = "key";
    public const string KnownHostsFile = "known_hosts";

    /// <summary>The line that carries the result: commit, whether it is shallow, branch.</summary>
    public const string ResultMark = "bothy-cloned ";

    /// <summary>A line that says in one word what is not complete.</summary>
    public const string WarningMark = "bothy-incomplete ";

    /// <summary>The word for submodules that could not be fetched.</summary>
    public const string Submodules = "submodules";

    /// <summary>The word for files that git-lfs keeps elsewhere.</summary>
    public const string Lfs = "lfs";

    private const string Text =
        """
        set -e
        url=$1 target=$2 origin=$3 ref=$4 kind=$5 depth=$6 filter=$7 submodules=$8
        shift 8
        sparse=; [ $# = 0 ] || sparse=--sparse
        if [ "$kind" = commit ]; then
          git clone --progress --no-checkout $depth $filter $sparse -- "$url" "$target"
        elif [ -n "$ref" ]; then
          git clone --progress $depth $filter $sparse --branch "$ref" -- "$url" "$target"
        else
          git clone --progress $depth $filter $sparse -- "$url" "$target"
        fi
        cd "$target"
        git config --replace-all remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
        [ -z "$sparse" ] || git sparse-checkout set --cone -- "$@"
        if [ "$kind" = commit ]; then
          git cat-file -e "$ref^{commit}" 2>/dev/null || git fetch --progress $depth origin "$ref" || git fetch --progress --unshallow origin "$ref"
          git checkout --quiet --detach "$ref"
        fi
        if [ "$submodules" = yes ] && [ -e .gitmodules ]; then
          git submodule update --init --recursive --progress --jobs 4 || echo "bothy-incomplete submodules"
        fi
        [ -z "$(git ls-files -- ':(attr:filter=lfs)' | head -n 1)" ] || echo "bothy-incomplete lfs"
        git remote set-url origin "$origin"
        echo "bothy-cloned $(git rev-parse --verify --quiet HEAD || echo none) $(git rev-parse --is-shallow-repository) $(git symbolic-ref --short --quiet HEAD || true)"
        """;

    public static IReadOnlyList<string> Arguments(GitSource source, string target) =>
    [
        "/bin/sh", "-c", Text, "clone", source.Url, target, source.Origin, source.Ref ?? "", source.IsCommit ? "commit" : "",
        source.IsShallow ? "--depth=1" : "", source.IsPartial ? "--filter=blob:none" : "", source.HasSubmodules ? "yes" : "", .. source.Sparse,
    ];

    /// <param name="remote">The remote for which gits inside may ask, where the credentials do not suffice.</param>
    public static IReadOnlyList<string> Environment(GitCredentials? credentials, GitRemote? remote)
    {
        var settings = new List<(string Key, string Value)>
        {
            ("safe.directory", "*"),
            ("protocol.allow", "never"),
            ("protocol.file.allow", "user"),
            ("protocol.https.allow", "always"),
            ("protocol.http.allow", "always"),
            ("protocol.ssh.allow", "always"),
            ("core.hooksPath", "/dev/null"),
            ("advice.detachedHead", "false"),
        };
        var (password, key) = (credentials?.Password is not null, credentials?.SshPrivateKey is not null);
        if (password)
        {
            settings.Add((remote is null ? "credential.helper" : $"credential.https://{remote.HostAndPort}.helper", $"!cat {Secrets}/{PasswordFile}; :"));
        }

        settings.AddRange(GitSettings.For(remote, credentials?.Authorities is null ? null : RemoteSockets.AuthoritiesInside)
            .Where(setting => !(password && setting.Key.StartsWith("credential.", StringComparison.Ordinal)) && !(key && setting.Key == "core.sshCommand")));
        return
        [
            "PATH=/usr/local/bin:/usr/bin:/bin",
            "HOME=/tmp",
            "LC_ALL=C",
            "GIT_TERMINAL_PROMPT=0",
            "GIT_CONFIG_NOSYSTEM=1",
            .. key ? [$"GIT_SSH_COMMAND=ssh {string.Join(' ', SshOptions(credentials!).Select(word => $"'{word}'"))}"] : (string[])[],
            .. GitSettings.Variables(settings).Select(variable => $"{variable.Name}={variable.Value}"),
        ];
    }

    /// <summary>What ssh is told about the key that the server keeps, and about the other side's: a host is known, or refused, or accepted on the user's word.</summary>
    public static IReadOnlyList<string> SshOptions(GitCredentials credentials) =>
    [
        "-i", $"{Secrets}/{KeyFile}", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20",
        "-o", "GlobalKnownHostsFile=/dev/null",
        "-o", $"StrictHostKeyChecking={(credentials.AcceptNewHostKey ? "accept-new" : "yes")}",
        "-o", $"UserKnownHostsFile=/tmp/known_hosts{(credentials.KnownHosts is null ? "" : $" {Secrets}/{KnownHostsFile}")}",
    ];
}
