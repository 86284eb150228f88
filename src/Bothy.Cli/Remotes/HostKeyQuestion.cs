using System.Diagnostics;
using Bothy.Api.Remotes;
using Bothy.Cli.Content;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Remotes;

/// <summary>
/// Before anything is made from an ssh remote: has the user's own ssh ask, once, whether the key of a host that it does not know is right. Later the
/// terminal belongs to somebody else, and an unknown key is refused.
/// </summary>
internal static class HostKeyQuestion
{
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Does nothing where there is no terminal to ask on, or the host is known. ssh shows the fingerprint, asks on the terminal itself and notes the answer in the
    /// user's known hosts; it proves to nobody who the user is, and runs nothing.
    /// </summary>
    public static void Ask(GitRemote? remote, CliHost host)
    {
        if (remote?.Scheme != GitRemote.Ssh || !host.InIsTerminal || !host.ErrorIsTerminal || KnownHosts.Find(remote, host) is not null)
        {
            return;
        }

        using Process ssh = new UserProgram(host).Start("ssh", Arguments(remote), new Dictionary<string, string>());
        ssh.StandardInput.Close();
        _ = ssh.StandardOutput.ReadToEndAsync();
        _ = ssh.StandardError.ReadToEndAsync();
        if (!ssh.WaitForExit(TimeToAnswer))
        {
            ssh.Kill(entireProcessTree: true);
        }
    }

    private static IEnumerable<string> Options =>
    [
        "-T", "-a", "-x", "-o", "BatchMode=no", "-o", "StrictHostKeyChecking=ask", "-o", "PreferredAuthentications=none", "-o", "ClearAllForwardings=yes",
        "-o", "PermitLocalCommand=no", "-o", "ConnectTimeout=20",
    ];

    private static IReadOnlyList<string> Arguments(GitRemote remote) =>
    [
        .. Options, .. remote.IsAt(GitRemote.Ssh, remote.Host, null) ? [] : (string[])["-p", $"{remote.Port}"],
        .. remote.User is null ? [] : (string[])["-l", remote.User], "--", remote.Host, "true",
    ];
}
