using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Bothy.Linux.Namespaces;
using Bothy.Linux.Processes;
using Bothy.Linux.Tools;
using Bothy.Sandboxes.Containers.Oci;
using Bothy.Sandboxes.Containers.Staging;

namespace Bothy.Sandboxes.Containers;

/// <summary>Runs containers with runc.</summary>
public sealed class ContainerRuntime(ContainerPaths paths)
{
    private static readonly string Program = Find("runc");
    private static readonly string Limiter = Find("prlimit");

    /// <summary>Starts a container and returns when its first process runs; what remains of an earlier one of the same name is removed.</summary>
    /// <exception cref="ContainerException">The runtime refused.</exception>
    public async Task<Container> StartAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(paths.Bundle(spec.Id), "pid");
        var errorFile = Path.Combine(paths.Bundle(spec.Id), "error");
        var code = await RunAsync(
            spec,
            ["--log", errorFile, "run", "--detach", "--pid-file", pidFile],
            static () => File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write, FileShare.ReadWrite),
            cancellationToken);
        if (code != 0)
        {
            throw new ContainerException($"The container {spec.Id} could not be started: {LastError(errorFile)}");
        }

        var pid = int.Parse(await File.ReadAllTextAsync(pidFile, CancellationToken.None), CultureInfo.InvariantCulture);
        var process = ProcessIdentity.Of(pid)
            ?? throw new ContainerException($"The first process of the container {spec.Id} ended at once.");
        return new Container(spec.Id, process);
    }

    /// <summary>Runs a container to its end and hands every line that it prints to <paramref name="output"/>.</summary>
    /// <returns>The first process's exit code, or 128 + the signal that ended it.</returns>
    /// <remarks>Cancelling kills the container.</remarks>
    public async Task<int> RunToEndAsync(ContainerSpec spec, Action<string> output, CancellationToken cancellationToken)
    {
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        var errorFile = Path.Combine(paths.Bundle(spec.Id), "error");
        var run = RunAsync(spec, ["--log", errorFile, "run"], () => pipe.ClientSafePipeHandle, cancellationToken);
        var reading = OutputLines.ReadAsync(pipe, output, CancellationToken.None);
        var code = await KilledOnCancellationAsync(run, spec.Id, cancellationToken);
        await DeleteAsync(spec.Id, CancellationToken.None);
        await reading;
        cancellationToken.ThrowIfCancellationRequested();
        var error = LastError(errorFile);
        return code == 1 && error.Length > 0 ? throw new ContainerException($"The container {spec.Id} could not be run: {error}") : code;
    }

    /// <summary>Kills what runs in the container and removes every trace of it. Does nothing if there is none.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Path.Combine(paths.RuntimeState, id)))
        {
            await DedicatedThread.RunAsync($"runc delete {id}", () => Call(["delete", "--force", id]));
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (Directory.Exists(paths.Bundle(id)))
        {
            Directory.Delete(paths.Bundle(id), recursive: true);
        }
    }

    /// <summary>Names of all containers that the runtime knows, running or not.</summary>
    public IReadOnlyList<string> List() =>
        Directory.Exists(paths.RuntimeState)
            ? Directory.EnumerateDirectories(paths.RuntimeState).Select(path => Path.GetFileName(path)).ToArray()
            : [];

    private async Task<int> RunAsync(
        ContainerSpec spec, IReadOnlyList<string> arguments, Func<SafeHandle> output, CancellationToken cancellationToken)
    {
        await DeleteAsync(spec.Id, cancellationToken);
        var bundle = paths.Bundle(spec.Id);
        Directory.CreateDirectory(bundle);
        var config = RuntimeSpec.Write(spec, new StagePaths(paths.Stage)).ToJsonString();
        await File.WriteAllTextAsync(Path.Combine(bundle, "config.json"), config, cancellationToken);
        using var root = await StagedRoot.PrepareAsync(spec, cancellationToken);
        return await PrivateThread.RunAsync($"runc {spec.Id}", () =>
        {
            ThreadNamespaces.UnshareMounts();
            root.Mount(paths, spec);
            int child;
            using (var destination = output())
            {
                child = ChildProcess.Start(
                    Limiter,
                    HostLimits.Wrap(
                    [
                        Program, "--root", paths.RuntimeState, .. arguments,
                        "--bundle", bundle, "--preserve-fds", spec.Inherited.Count.ToString(CultureInfo.InvariantCulture), spec.Id,
                    ]),
                    ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
                    spec.Inherited,
                    destination);
            }

            return ChildProcess.Wait(child);
        });
    }

    private int Call(IReadOnlyList<string> arguments)
    {
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var child = ChildProcess.Start(
            Program, ["runc", "--root", paths.RuntimeState, .. arguments], ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], [], nothing);
        return ChildProcess.Wait(child);
    }

    private async Task<int> KilledOnCancellationAsync(Task<int> run, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await run.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Until the runtime has got as far as a process that can be killed, there is nothing to kill: try again.
            while (await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None)) != run)
            {
                await DedicatedThread.RunAsync($"runc kill {id}", () => Call(["kill", id, "KILL"]));
            }

            return await run;
        }
    }

    /// <summary>The runtime's log is one JSON object a line; the last one says what went wrong.</summary>
    private static string LastError(string path) =>
        File.Exists(path) && File.ReadLines(path).LastOrDefault() is { } line
            ? line.Length > 2000 ? line[..2000] : line
            : "";

    private static string Find(string program) =>
        ((string[])["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/sbin", "/bin"])
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists) ?? program;
}
