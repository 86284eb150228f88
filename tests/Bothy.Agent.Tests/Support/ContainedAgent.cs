using System.Diagnostics;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Transports;

namespace Bothy.Agent.Tests.Support;

/// <summary>The agent as process 1 of its own namespaces, in a root of its own.</summary>
public sealed class ContainedAgent : IAsyncDisposable
{
    /// <summary>Mounts what an OCI runtime mounts in any image, and becomes the agent. Arguments: where, and "debian" for this machine's files.</summary>
    private const string Start =
        """
        set -eu
        root=$1/root
        if [ "$2" = debian ]; then
            mount -t tmpfs layers "$1/layers"
            mkdir "$1/layers/upper" "$1/layers/work"
            mount -t overlay overlay -o "lowerdir=/,upperdir=$1/layers/upper,workdir=$1/layers/work" "$root"
        fi
        mkdir -p "$root/proc" "$root/dev" "$root/run"
        mount -t proc proc "$root/proc"
        mount -t tmpfs -o mode=755 dev "$root/dev"
        mkdir "$root/dev/pts" "$root/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
        ln -s pts/ptmx "$root/dev/ptmx"
        for device in null zero random urandom tty; do
            : > "$root/dev/$device"
            mount --bind "/dev/$device" "$root/dev/$device"
        done
        mount -t tmpfs run "$root/run"
        mkdir "$root/run/bothy"
        mount --bind "$1/run" "$root/run/bothy"
        ip link set lo up
        exec chroot "$root" /run/bothy/agent serve --listen /run/bothy/agent.sock
        """;

    private readonly Process process;
    private readonly string directory;

    private ContainedAgent(Process process, string directory)
    {
        (this.process, this.directory) = (process, directory);
        Transport = new UnixSocketTransport(Path.Combine(directory, "run/agent.sock"));
        Client = new AgentClient(Transport);
    }

    /// <summary>The root as the host sees it; without what is mounted in it.</summary>
    public string Root => Path.Combine(directory, "root");

    public IAgentTransport Transport { get; }

    public AgentClient Client { get; }

    /// <summary>The agent's process id on this machine.</summary>
    public int HostProcessId => int.Parse(File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children"), System.Globalization.CultureInfo.InvariantCulture);

    public bool HasEnded => process.HasExited;

    public static async Task<ContainedAgent> StartAsync(AgentBinary binary, RootKind kind, string? configuration = null)
    {
        RunningAgent.RequireRoot();
        binary.RequireStatic();
        var directory = Directory.CreateTempSubdirectory("bothy-root-").FullName;
        File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32("755", 8));
        Directory.CreateDirectory(Path.Combine(directory, "run"));
        Directory.CreateDirectory(Path.Combine(directory, "layers"));
        await ContainedRoot.MakeAsync(kind, Path.Combine(directory, "root"));
        File.Copy(binary.Path, Path.Combine(directory, "run/agent"));
        var start = new ProcessStartInfo(
            "unshare",
            ["--pid", "--mount", "--uts", "--ipc", "--net", "--fork", "--kill-child", "sh", "-c", Start, "sh", directory, kind == RootKind.Debian ? "debian" : ""]);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        if (configuration is not null)
        {
            start.Environment["BOTHY_AGENT_CONFIG"] = configuration;
        }

        var agent = new ContainedAgent(Process.Start(start)!, directory);
        await Deadline.UntilAsync(
            () => File.Exists(Path.Combine(directory, "run/agent.sock")) || agent.HasEnded, "the agent listens");
        agent.HasEnded.ShouldBeFalse("the agent must start in any root");
        return agent;
    }

    /// <summary>Starts a session with a new id.</summary>
    public Task<RemoteProcess> ExecAsync(ExecRequest request, RemoteProcessOptions? options = null) =>
        Client.ExecuteAsync(
            request with { Session = request.Session.Length > 0 ? request.Session : AgentClient.NewSessionId() },
            options ?? new RemoteProcessOptions(),
            TestContext.Current.CancellationToken);

    /// <summary>Runs a process to its end.</summary>
    public async Task<CompletedExec> RunAsync(ExecRequest request, byte[]? input = null) =>
        await CompletedExec.CompleteAsync(await ExecAsync(request), input);

    /// <summary>Runs a shell command line to its end.</summary>
    public Task<CompletedExec> RunAsync(string command) => RunAsync(new ExecRequest { ShellCommand = command });

    public Task EndedAsync() => process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // Takes every process of the namespace along.
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
        await Deadline.UntilAsync(TryDelete, "nothing holds the root any more");
    }

    private bool TryDelete()
    {
        try
        {
            Directory.Delete(directory, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
