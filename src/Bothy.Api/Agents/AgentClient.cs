using System.Runtime.CompilerServices;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Api.Agents.Transports;
using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Agents;

/// <summary>Asks an environment's agent. Safe for concurrent use: each call has a connection of its own.</summary>
/// <remarks>
/// Every call throws <see cref="AgentException"/> where the agent refuses, <see cref="AgentProtocolException"/> where the peer is no agent of this
/// version, and what the transport throws where it cannot be reached.
/// </remarks>
public sealed class AgentClient(IAgentTransport transport)
{
    /// <summary>A session id that nobody else has.</summary>
    public static string NewSessionId() => Guid.NewGuid().ToString("N");

    /// <summary>Who the agent is, and what it can do.</summary>
    public async Task<AgentInformation> GetInformationAsync(CancellationToken cancellationToken) =>
        Require((await AskAsync(new AgentRequest { Operation = AgentOperation.Information }, cancellationToken)).Information);

    /// <summary>Starts a process, or attaches to the session with the request's id.</summary>
    /// <exception cref="ConnectionLostException">The agent could not be reached in time.</exception>
    public Task<RemoteProcess> ExecuteAsync(ExecRequest request, RemoteProcessOptions options, CancellationToken cancellationToken) =>
        RemoteProcess.OpenAsync(
            transport, new AgentRequest { Operation = AgentOperation.Execute, Exec = request }, request.Session, options, cancellationToken);

    /// <summary>Attaches to a session from the oldest output that its agent has; a client that is attached is detached.</summary>
    /// <exception cref="ConnectionLostException">The agent could not be reached in time.</exception>
    public Task<RemoteProcess> AttachAsync(string session, RemoteProcessOptions options, CancellationToken cancellationToken) =>
        RemoteProcess.OpenAsync(transport, new AgentRequest { Operation = AgentOperation.Attach }, session, options, cancellationToken);

    /// <summary>Unpacks the tar stream that the caller writes to the session's standard input. Errors are on standard error, and the exit code is not 0.</summary>
    /// <exception cref="ConnectionLostException">The agent could not be reached in time.</exception>
    public Task<RemoteProcess> CopyInAsync(CopyRequest request, RemoteProcessOptions options, CancellationToken cancellationToken) =>
        OpenCopyAsync(AgentOperation.CopyIn, request, options, cancellationToken);

    /// <summary>Packs a file or directory into a tar stream on the session's standard output. Errors are on standard error, and the exit code is not 0.</summary>
    /// <exception cref="ConnectionLostException">The agent could not be reached in time.</exception>
    public Task<RemoteProcess> CopyOutAsync(CopyRequest request, RemoteProcessOptions options, CancellationToken cancellationToken) =>
        OpenCopyAsync(AgentOperation.CopyOut, request, options, cancellationToken);

    /// <summary>All sessions, those that ended and were not asked about included.</summary>
    public async Task<IReadOnlyList<SessionInformation>> ListSessionsAsync(CancellationToken cancellationToken) =>
        Require((await AskAsync(new AgentRequest { Operation = AgentOperation.Sessions }, cancellationToken)).Sessions);

    /// <summary>Signals a session's process group without attaching.</summary>
    /// <param name="signal">1 to 64.</param>
    public Task SignalAsync(string session, int signal, CancellationToken cancellationToken) =>
        AskAsync(new AgentRequest { Operation = AgentOperation.Signal, Signal = new SignalRequest(session, signal) }, cancellationToken);

    /// <summary>Sets the size of a session's terminal without attaching.</summary>
    public Task ResizeAsync(string session, TerminalSize size, CancellationToken cancellationToken) =>
        AskAsync(new AgentRequest { Operation = AgentOperation.Resize, Resize = new ResizeRequest(session, size) }, cancellationToken);

    /// <summary>When the environment was last busy.</summary>
    public async Task<AgentActivity> GetActivityAsync(CancellationToken cancellationToken) =>
        Require((await AskAsync(new AgentRequest { Operation = AgentOperation.Activity }, cancellationToken)).Activity);

    /// <summary>Starts the image's own program unless that was done before; with no request, only tells its state.</summary>
    /// <param name="request">What to start; its session id is set to <see cref="EntrypointState.SessionId"/>.</param>
    public async Task<EntrypointState> StartEntrypointAsync(ExecRequest request, CancellationToken cancellationToken) =>
        Require((await AskAsync(new AgentRequest { Operation = AgentOperation.Entrypoint, Exec = request }, cancellationToken)).Entrypoint);

    /// <summary>Sets variables for processes of the default user that are started from now on; they last as long as the agent.</summary>
    public Task SetEnvironmentAsync(EnvironmentRequest request, CancellationToken cancellationToken) =>
        AskAsync(new AgentRequest { Operation = AgentOperation.Environment, Environment = request }, cancellationToken);

    /// <summary>The TCP ports that listen now, sorted.</summary>
    public async Task<IReadOnlyList<ListeningPort>> ListPortsAsync(CancellationToken cancellationToken) =>
        Require((await AskAsync(new AgentRequest { Operation = AgentOperation.Ports, Ports = new PortsRequest(false) }, cancellationToken)).Ports);

    /// <summary>The TCP ports that listen now, and again after each change, until the connection is lost.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ListeningPort>> WatchPortsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (connection, response) = await AgentConnection.OpenAsync(
            transport, new AgentRequest { Operation = AgentOperation.Ports, Ports = new PortsRequest(true) }, cancellationToken);
        await using (connection)
        {
            for (var next = response; next is not null; next = await connection.ReadResponseAsync(FrameType.Event, cancellationToken))
            {
                yield return Require(next.Ports);
            }
        }
    }

    /// <summary>Connects to a TCP port inside the environment, also one that listens on its loopback only.</summary>
    /// <returns>A duplex stream; <see cref="ForwardedStream.EndWritingAsync"/> ends its sending half alone.</returns>
    public async Task<ForwardedStream> ForwardAsync(ForwardRequest request, CancellationToken cancellationToken)
    {
        var (connection, _) = await AgentConnection.OpenAsync(
            transport, new AgentRequest { Operation = AgentOperation.Forward, Forward = request }, cancellationToken);
        return new ForwardedStream(connection);
    }

    /// <summary>Ends every process in the environment and then the agent. Returns when the agent has begun to.</summary>
    public Task ShutDownAsync(ShutdownRequest request, CancellationToken cancellationToken) =>
        AskAsync(new AgentRequest { Operation = AgentOperation.Shutdown, Shutdown = request }, cancellationToken);

    private Task<RemoteProcess> OpenCopyAsync(string operation, CopyRequest request, RemoteProcessOptions options, CancellationToken cancellationToken) =>
        RemoteProcess.OpenAsync(transport, new AgentRequest { Operation = operation, Copy = request }, request.Session, options, cancellationToken);

    private async Task<AgentResponse> AskAsync(AgentRequest request, CancellationToken cancellationToken)
    {
        var (connection, response) = await AgentConnection.OpenAsync(transport, request, cancellationToken);
        await connection.DisposeAsync();
        return response;
    }

    private static T Require<T>(T? part)
        where T : class => part ?? throw new AgentProtocolException("The agent's answer lacks what was asked for.");
}
