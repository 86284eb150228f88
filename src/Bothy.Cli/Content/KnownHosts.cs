using System.Diagnostics;
using Bothy.Api.Remotes;
using Bothy.Cli.Hosting;
using Bothy.Cli.Remotes;

namespace Bothy.Cli.Content;

/// <summary>The lines of the user's <c>known_hosts</c> that are about one host.</summary>
internal static class KnownHosts
{
    /// <summary>As ssh-keygen(1) finds them, hashed names too; null if there are none.</summary>
    public static string? Find(GitRemote remote, CliHost host)
    {
        var name = remote.IsAt(GitRemote.Ssh, remote.Host, null) ? remote.Host : $"[{remote.Host}]:{remote.Port}";
        using Process search = new UserProgram(host).Start("ssh-keygen", ["-F", name], new Dictionary<string, string>());
        search.StandardInput.Close();
        var lines = search.StandardOutput.ReadToEnd();
        search.WaitForExit();
        return search.ExitCode == 0 && lines.Length > 0 ? lines : null;
    }
}
