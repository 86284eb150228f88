using System.IO.Pipes;
using System.Text;
using Bothy.Api.Agents.Wire;
using Bothy.Api.Environments;
using Bothy.Api.Remotes;
using Bothy.Linux.Paths;
using Bothy.Runner.Content;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Images;
using Bothy.Runner.Machines;
using Bothy.Sandboxes.Containers;
using Bothy.Sandboxes.Containers.Staging;

namespace Bothy.Runner.Remotes;

/// <summary>
/// Makes ssh connections for gits inside with the key that the server keeps for their environment: ssh runs in a sandbox of its own beside the
/// machine, with the environment's ids and network, so that neither the machine has the key nor the host speaks with the remote.
/// </summary>
internal sealed class HeldSsh(
    EnvironmentSites sites, MachineImages images, MachineContainers containers, ContainerRuntime runtime, string secretsDirectory)
{
    private const int KeptErrors = 32 * 1024;

    /// <summary>As ssh(1) itself ends where it could not do what was asked.</summary>
    private const int NotRun = 255;

    // 3 is what git writes, 4 what it reads.
    private const string Script = "exec ssh \"$@\" <&3 >&4 3<&- 4>&-";

    public async Task ServeAsync(
        Guid environment, GitRemote remote, RemoteRequest request, GitCredentials held, RemoteConnection connection, CancellationToken cancellationToken)
    {
        if (sites.Find(environment) is not { } site)
        {
            await connection.AnswerAsync(RemoteResponse.Refused(RemoteResponse.Nobody, "the environment stops."), cancellationToken);
            return;
        }

        if (await FindImageAsync(site, connection, cancellationToken) is not { } image)
        {
            return;
        }

        var template = containers.ForRemote(site, image);
        using var secrets = CloneSecrets.Write(secretsDirectory, held, template.Ids.ToHost(GitClone.User));
        await connection.SendAsync(new RemoteResponse(), cancellationToken);
        await using var input = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        await using var output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var errors = new MemoryStream();
        var run = runtime.RunToEndAsync(
            template with
            {
                User = GitClone.User,
                Arguments = ["/bin/sh", "-c", Script, "ssh", .. Arguments(remote, request, held)],
                Environment = [.. CloneScript.Environment(held, remote), .. request.Protocol is null ? [] : (string[])[$"GIT_PROTOCOL={request.Protocol}"]],
                Binds = [.. template.Binds, new BindMount { Source = secrets.Directory!, Target = CloneScript.Secrets, ReadOnly = true }],
                Inherited = [input.ClientSafePipeHandle, output.ClientSafePipeHandle],
            },
            line => Keep(errors, line),
            stop.Token);
        var closing = CloseOursAsync(run, input, output);
        try
        {
            await RemoteProgram.ServeAsync(connection, input, output, Stream.Null, EndAsync(run, connection, errors, stop.Token), stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await closing;
        }
    }

    /// <summary>The image that has ssh; who asked is told where it is not to be had.</summary>
    private async Task<MountedImage?> FindImageAsync(EnvironmentSite site, RemoteConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await images.EnsureDefaultAsync(site, cancellationToken);
        }
        catch (EnvironmentFault fault)
        {
            site.Log.Error(fault.Part, fault.Message);
            await connection.AnswerAsync(RemoteResponse.Refused(RemoteResponse.Nobody, fault.Message), cancellationToken);
            return null;
        }
    }

    /// <summary>What the far side says beyond this is nobody's news.</summary>
    private static void Keep(MemoryStream errors, string line)
    {
        if (errors.Length < KeptErrors)
        {
            errors.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    private static IEnumerable<string> Arguments(GitRemote remote, RemoteRequest request, GitCredentials held) =>
    [
        "-F", "/dev/null", "-T", "-x", "-a", .. CloneScript.SshOptions(held), "-o", "SendEnv=GIT_PROTOCOL", "-p", $"{remote.Port}",
        .. remote.User is null ? [] : (string[])["-l", remote.User], "--", remote.Host, GitCommand.Parse(request.Command!)!.ToString(),
    ];

    /// <summary>This process's copies of the program's ends, without which the streams would never end.</summary>
    private static async Task CloseOursAsync(Task<int> run, AnonymousPipeServerStream input, AnonymousPipeServerStream output)
    {
        await run.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        input.DisposeLocalCopyOfClientHandle();
        output.DisposeLocalCopyOfClientHandle();
    }

    private static async Task<int> EndAsync(Task<int> run, RemoteConnection connection, MemoryStream errors, CancellationToken cancellationToken)
    {
        var code = NotRun;
        try
        {
            code = await run;
        }
        catch (ContainerException exception)
        {
            Keep(errors, $"bothy: ssh could not be run: {exception.Message}");
        }

        await connection.WriteAsync(FrameType.Diagnostic, errors.ToArray(), cancellationToken);
        return code;
    }
}
