using System.Diagnostics;
using System.Globalization;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Api.Agents.Transports;

namespace Bothy.Agent.Tests.Support;

/// <summary>An agent that serves this machine itself, not a container.</summary>
public sealed class RunningAgent : IAsyncDisposable
{
    private readonly Process process;
    private readonly string directory;

    private RunningAgent(Process process, string directory)
    {
        (this.process, this.directory) = (process, directory);
        Transport = new UnixSocketTransport(SocketPath);
        Client = new AgentClient(Transport);
    }

    public string SocketPath => Path.Combine(directory, "agent.sock");

    /// <summary>A directory for the test's files.</summary>
    public string Directory => directory;

    public int ProcessId => process.Id;

    public IAgentTransport Transport { get; }

    public AgentClient Client { get; }

    public static async Task<RunningAgent> StartAsync(AgentBinary binary, string? configuration = null)
    {
        RequireRoot();
        var directory = System.IO.Directory.CreateTempSubdirectory("bothy-agent-").FullName;
        var start = new ProcessStartInfo(binary.Path) { ArgumentList = { "serve", "--listen", Path.Combine(directory, "agent.sock") } };
        if (configuration is not null)
        {
            start.Environment["BOTHY_AGENT_CONFIG"] = configuration;
        }

        var agent = new RunningAgent(Process.Start(start)!, directory);
        await Deadline.UntilAsync(() => File.Exists(agent.SocketPath), "the agent listens");
        return agent;
    }

    /// <summary>Starts a session with a new id.</summary>
    public Task<RemoteProcess> ExecAsync(ExecRequest request, RemoteProcessOptions? options = null) =>
        Client.ExecuteAsync(
            request with { Session = request.Session.Length > 0 ? request.Session : AgentClient.NewSessionId() },
            options ?? new RemoteProcessOptions(),
            TestContext.Current.CancellationToken);

    /// <summary>Runs a shell command line to its end.</summary>
    public async Task<CompletedExec> RunAsync(string command, byte[]? input = null) =>
        await CompletedExec.CompleteAsync(await ExecAsync(new ExecRequest { ShellCommand = command }), input);

    /// <summary>Resident memory in KiB.</summary>
    public long ResidentKib() => long.Parse(
        File.ReadLines($"/proc/{ProcessId}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await Client.ShutDownAsync(new ShutdownRequest { GraceSeconds = 0 }, CancellationToken.None);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await process.WaitForExitAsync(patience.Token);
        }

        process.Dispose();
        System.IO.Directory.Delete(directory, recursive: true);
    }

    public static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Skip("needs root: the agent gives processes other identities");
        }
    }
}
