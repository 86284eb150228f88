using Bothy.Api.Remotes;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Remotes;

/// <summary>
/// Answers one git inside with the means of the user's own machine: git's credential helpers for https, ssh with the user's configuration, keys
/// and known hosts for ssh. Nothing is ever asked on the terminal, which belongs to somebody else.
/// </summary>
internal sealed class RemoteAnswer(UserProgram programs, GitAccess access, bool acceptNewHostKey)
{
    private static readonly TimeSpan TimeToFind = TimeSpan.FromMinutes(2);

    public async Task ServeAsync(GitRemote? remote, RemoteRequest request, RemoteConnection connection, CancellationToken cancellationToken)
    {
        if (RemotePolicy.Check(remote, access, request) is { } refusal)
        {
            await connection.AnswerAsync(refusal, cancellationToken);
        }
        else if (request.Operation == RemoteRequest.Password)
        {
            await connection.AnswerAsync(await FindPasswordAsync(remote!, cancellationToken), cancellationToken);
        }
        else
        {
            await ServeSshAsync(remote!, request, connection, cancellationToken);
        }
    }

    /// <summary>Asks git-credential(1), which never learns here whether the answer was right.</summary>
    private async Task<RemoteResponse> FindPasswordAsync(GitRemote remote, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeToFind);
        var question = $"protocol=https\nhost={remote.HostAndPort}\npath={remote.Path.TrimStart('/')}\n\n";
        try
        {
            var (code, output, _) = await programs.RunAsync(
                "git", ["credential", "fill"], new Dictionary<string, string> { ["GIT_TERMINAL_PROMPT"] = "0" }, question, deadline.Token);
            var answer = output.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1]);
            if (code == 0 && answer["password"].FirstOrDefault() is { } password)
            {
                return new RemoteResponse { Username = answer["username"].FirstOrDefault() ?? "", Password = password };
            }
        }
        catch (Exception failed) when (failed is CliException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return RemoteResponse.Refused(RemoteResponse.Denied, failed is CliException missing ? missing.Message : "the user's git did not answer in time.");
        }

        return RemoteResponse.Refused(
            RemoteResponse.Denied, $"the git of the user who is connected has no credentials for https://{remote.HostAndPort}.");
    }

    private async Task ServeSshAsync(GitRemote remote, RemoteRequest request, RemoteConnection connection, CancellationToken cancellationToken)
    {
        var variables = request.Protocol is null ? [] : new Dictionary<string, string> { ["GIT_PROTOCOL"] = request.Protocol };
        using var ssh = programs.Start("ssh", Arguments(remote, GitCommand.Parse(request.Command!)!), variables);
        try
        {
            await connection.SendAsync(new RemoteResponse(), cancellationToken);
            await RemoteProgram.ServeAsync(
                connection, ssh.StandardInput.BaseStream, ssh.StandardOutput.BaseStream, ssh.StandardError.BaseStream, EndAsync(), cancellationToken);
        }
        finally
        {
            if (!ssh.HasExited)
            {
                ssh.Kill(entireProcessTree: true);
            }
        }

        async Task<int> EndAsync()
        {
            await ssh.WaitForExitAsync(cancellationToken);
            return ssh.ExitCode;
        }
    }

    /// <summary>The user's own ssh with its configuration, but for what an environment could abuse.</summary>
    private List<string> Arguments(GitRemote remote, GitCommand command)
    {
        var arguments = new List<string>
        {
            "-T", "-a", "-x", "-o", "BatchMode=yes", "-o", "ClearAllForwardings=yes", "-o", "PermitLocalCommand=no", "-o", "SendEnv=GIT_PROTOCOL",
        };
        if (acceptNewHostKey)
        {
            arguments.AddRange(["-o", "StrictHostKeyChecking=accept-new"]);
        }

        if (!remote.IsAt(GitRemote.Ssh, remote.Host, null))
        {
            arguments.AddRange(["-p", $"{remote.Port}"]);
        }

        if (remote.User is not null)
        {
            arguments.AddRange(["-l", remote.User]);
        }

        return [.. arguments, "--", remote.Host, command.ToString()];
    }
}
