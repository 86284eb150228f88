using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Api.Agents.Transports;
using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Agents.Client;

/// <summary>
/// A process in an environment. Lost connections are made again and the streams go on where they were: nothing is lost and nothing comes twice.
/// </summary>
public sealed class RemoteProcess : IAsyncDisposable
{
    private readonly IAgentTransport transport;
    private readonly RemoteProcessOptions options;
    private readonly SessionLink link;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource<SessionOpened> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ExitStatus> exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AgentRequest create;
    private Task running = Task.CompletedTask;
    private int disposed;

    private RemoteProcess(IAgentTransport transport, AgentRequest create, string session, RemoteProcessOptions options)
    {
        (this.transport, this.create, this.options, Session) = (transport, create, options, session);
        link = new SessionLink(options);
    }

    /// <summary>The session's id.</summary>
    public string Session { get; }

    /// <summary>What the agent said when it was first reached.</summary>
    public SessionOpened Opened => opened.Task.Result;

    /// <summary>
    /// Standard input: asynchronous writes; disposing it ends the input. Writes wait while the process does not read. Flushing waits until the
    /// agent has all that was written: whoever lets go of the session after that loses nothing. One write or flush at a time.
    /// </summary>
    public Stream StandardInput => link.Input.Stream;

    /// <summary>Standard output, or everything where the session has a terminal: asynchronous reads.</summary>
    public Stream StandardOutput => link.Output.Stream;

    /// <summary>Standard error; empty where the session has a terminal.</summary>
    public Stream StandardError => link.Error.Stream;

    /// <summary>Starts or attaches, and returns when the agent has answered.</summary>
    /// <exception cref="AgentException">The agent refused.</exception>
    /// <exception cref="ConnectionLostException">It could not be reached in time.</exception>
    internal static async Task<RemoteProcess> OpenAsync(
        IAgentTransport transport, AgentRequest create, string session, RemoteProcessOptions options, CancellationToken cancellationToken)
    {
        var process = new RemoteProcess(transport, create, session, options);
        process.running = process.RunAsync();
        try
        {
            await process.opened.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return process;
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Completes when the process has ended and all its output has arrived here, read or not.</summary>
    /// <exception cref="AgentException">Another client took the session over, or the environment restarted.</exception>
    /// <exception cref="ConnectionLostException">The agent could not be reached again in time.</exception>
    public Task<ExitStatus> WaitAsync(CancellationToken cancellationToken) => exit.Task.WaitAsync(cancellationToken);

    /// <summary>Sets the terminal's size; sent again with every new connection.</summary>
    public void Resize(TerminalSize size) => link.Resize(size);

    /// <summary>Signals the process group: number 1 to 64.</summary>
    public void Signal(int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signal, 64);
        link.Signal((byte)signal);
    }

    /// <summary>Lets go of the session; a process that has not ended goes on without this client. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        stop.Dispose();
        link.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            exit.SetResult(await HoldAsync().ConfigureAwait(false));
            link.Close(null);
        }
#pragma warning disable CA1031 // Whoever waits, reads or writes gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            link.Close(exception);
            opened.TrySetException(exception);
            exit.TrySetException(exception);

            // Nobody has to wait for the end.
            _ = opened.Task.Exception;
            _ = exit.Task.Exception;
        }
    }

    private async Task<ExitStatus> HoldAsync()
    {
        var outage = new Outage(options.Time, options.GiveUpAfter);
        while (true)
        {
            try
            {
                var (connection, response) = await ConnectAsync().ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    var answer = response.Opened ?? throw new AgentProtocolException("The agent's answer lacks the session.");
                    if (outage.HasHappened && opened.Task.IsCompleted)
                    {
                        options.ConnectionRestored?.Invoke();
                    }

                    outage.End();
                    link.Begin(answer, isFirst: !opened.Task.IsCompleted);
                    opened.TrySetResult(answer);
                    if (await link.RunAsync(connection, stop.Token).ConfigureAwait(false) is { } status)
                    {
                        return status;
                    }

                    throw new EndOfStreamException("The agent's connection ended.");
                }
            }
            catch (Exception exception) when (exception is not (AgentException or AgentProtocolException) && !stop.IsCancellationRequested)
            {
                if (outage.Begin() && opened.Task.IsCompleted)
                {
                    options.ConnectionLost?.Invoke(exception);
                }

                await outage.PauseAsync(exception, stop.Token).ConfigureAwait(false);
            }
        }
    }

    private Task<(AgentConnection Connection, AgentResponse Response)> ConnectAsync()
    {
        var where = new AttachRequest
        {
            Session = Session,
            OutputOffset = link.Output.Offset,
            ErrorOffset = link.Error.Offset,
            Window = options.Window,
        };

        // A session that was opened once is never started again: had the environment restarted, the command would run twice.
        var request = opened.Task.IsCompletedSuccessfully
            ? new AgentRequest { Operation = AgentOperation.Attach, Attach = where }
            : create with { Attach = where };
        return AgentConnection.OpenAsync(transport, request, stop.Token);
    }
}
