using Bothy.Agent.Init;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Linux.Processes;

namespace Bothy.Agent.Sessions;

/// <summary>A process with its streams, which outlives every client's connection.</summary>
internal sealed class Session
{
    private static readonly TimeSpan OutputMayFollow = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan KillAfterHangUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepExit = TimeSpan.FromMinutes(10);

    private readonly SessionDescription description;
    private readonly TimeProvider time;
    private readonly Action<Session> forget;
    private readonly DateTimeOffset startedAt;
    private readonly ITimer patience;
    private ISessionClient? client;
    private bool hungUp;

    public Session(SessionDescription description, TimeProvider time, Action<Session> forget)
    {
        this.description = description;
        this.time = time;
        this.forget = forget;
        startedAt = time.GetUtcNow();
        patience = time.CreateTimer(static session => ((Session)session!).LosePatience(), this, description.DetachTimeout, Timeout.InfiniteTimeSpan);
    }

    public string Id => description.Id;

    public int ProcessId => description.ProcessId;

    public bool IsTerminal => description.Terminal;

    public bool IsPermanent => description.IsPermanent;

    /// <summary>The process is an init system, in a process namespace of its own.</summary>
    public bool IsSystem => description.IsSystem;

    public bool IsAttached => client is not null;

    /// <summary>Set where the process ended.</summary>
    public ExitStatus? Exit { get; private set; }

    /// <summary>Set once, right after the session was made.</summary>
    public SessionStreams Streams { get; set; } = null!;

    /// <summary>A client takes the streams; the one before is told.</summary>
    public SessionOpened Attach(ISessionClient newClient, AttachRequest? request, bool created)
    {
        client?.Detach(new AgentError(AgentReason.TakenOver, $"Another client attached to session {Id}."));
        client = newClient;
        patience.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return new SessionOpened
        {
            Session = Id,
            Created = created,
            ProcessId = ProcessId,
            Terminal = IsTerminal,
            OutputOffset = Streams.Output.Attach(request?.OutputOffset),
            ErrorOffset = Streams.Error.Attach(request?.ErrorOffset),
            InputOffset = Streams.Input.Accepted,
            InputLimit = Streams.Input.Limit,
            InputEnded = Streams.Input.HasEnded,
        };
    }

    /// <summary>A client's connection ended; does nothing where another one has taken over.</summary>
    public void Leave(ISessionClient leaving)
    {
        if (client != leaving)
        {
            return;
        }

        client = null;
        Streams.Output.Detach();
        Streams.Error.Detach();
        patience.Change(Exit is null ? description.DetachTimeout : KeepExit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something in the streams moved.</summary>
    public void Wake() => client?.Wake();

    /// <summary>The process ended; its output may still be on the way.</summary>
    public void End(EndedChild child)
    {
        Exit = new ExitStatus(child.Code, child.Signal);
        client?.Wake();
        if (client is null)
        {
            patience.Change(KeepExit, Timeout.InfiniteTimeSpan);
        }

        if (Streams.Output.HasEnded && Streams.Error.HasEnded)
        {
            Streams.ProcessEnded();
        }
        else
        {
            ITimer? timer = null;
            timer = time.CreateTimer(
                _ =>
                {
                    timer?.Dispose();
                    Streams.ProcessEnded();
                },
                null,
                OutputMayFollow,
                Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Signals the process group.</summary>
    public void Signal(int signal)
    {
        // Until the launcher has made the group, there is only the process.
        if (Exit is null && !Signals.SendToGroup(ProcessId, signal))
        {
            Signals.Send(ProcessId, signal);
        }
    }

    /// <summary>The client has the exit status: nobody needs the session any more.</summary>
    public void AcknowledgeExit()
    {
        if (Exit is not null && !IsPermanent)
        {
            forget(this);
        }
    }

    /// <summary>Called when it is forgotten.</summary>
    public void Dispose()
    {
        patience.Dispose();
        Streams.Release();
    }

    public SessionInformation Describe() => new()
    {
        Session = Id,
        Command = description.Command,
        User = description.User,
        ProcessId = ProcessId,
        Terminal = IsTerminal,
        Group = description.Group,
        Attached = IsAttached,
        StartedAt = startedAt,
        Exit = Exit,
    };

    /// <summary>Nobody came back in time.</summary>
    private void LosePatience()
    {
        if (Exit is not null)
        {
            AcknowledgeExit();
            return;
        }

        var signal = hungUp ? Signals.Kill : Signals.HangUp;
        foreach (var process in ProcessTree.InSession(ProcessId).Append(ProcessId).Distinct())
        {
            Signals.Send(process, signal);
            Signals.Send(process, Signals.Continue);
        }

        if (!hungUp)
        {
            hungUp = true;
            patience.Change(KillAfterHangUp, Timeout.InfiniteTimeSpan);
        }
    }
}
