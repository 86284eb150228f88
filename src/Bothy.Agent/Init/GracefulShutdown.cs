using System.Runtime.InteropServices;
using Bothy.Agent.Connections;
using Bothy.Agent.Loop;
using Bothy.Agent.Sessions;
using Bothy.Api.Agents.Messages;
using Bothy.Linux.Processes;

namespace Bothy.Agent.Init;

/// <summary>Ends every process, first with SIGTERM, after the grace period with SIGKILL, and then the agent.</summary>
internal sealed class GracefulShutdown
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TimeToDie = TimeSpan.FromSeconds(5);

    /// <summary>SIGRTMIN+3 as the C library counts: halt (systemd(1), signals).</summary>
    private const int HaltSystem = 37;

    private readonly EventLoop loop;
    private readonly SessionTable sessions;
    private readonly TaskCompletionSource completion = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly bool isInit = Environment.ProcessId == 1;
    private bool begun;

    public GracefulShutdown(EventLoop loop, SessionTable sessions, TimeSpan defaultGrace)
    {
        (this.loop, this.sessions) = (loop, sessions);
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT })
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                loop.Post(_ => Begin(defaultGrace), null);
            }));
        }
    }

    /// <summary>Completes when nothing runs any more.</summary>
    public Task Completion => completion.Task;

    /// <summary>The operation <c>shutdown</c>; answers at once.</summary>
    public AgentResponse Serve(AgentRequest request)
    {
        var grace = TimeSpan.FromSeconds(request.Shutdown?.GraceSeconds ?? 10);
        if (grace < TimeSpan.Zero || grace > LongestGrace)
        {
            throw new OperationFailedException(AgentReason.InvalidRequest, $"The grace period is not between 0 and {LongestGrace.TotalSeconds} seconds.");
        }

        Begin(grace);
        return new AgentResponse();
    }

    private void Begin(TimeSpan grace)
    {
        if (!begun)
        {
            begun = true;
            _ = EndAllAsync(grace);
        }
    }

    private async Task EndAllAsync(TimeSpan grace)
    {
        // Whoever asked gets the answer first. Interactive shells ignore SIGTERM and leave on SIGHUP.
        await Task.Delay(LookAgain, loop.Time);
        if (sessions.All.FirstOrDefault(session => session.IsSystem && session.Exit is null) is { } system)
        {
            // An init system takes SIGTERM for an order to start anew; it ends everything in its own order.
            Signals.Send(system.ProcessId, HaltSystem);
            await WaitUntilGoneAsync(() => system.Exit is null, grace);
        }

        SignalAll(Signals.Terminate);
        foreach (var session in sessions.All.Where(session => session.IsTerminal))
        {
            session.Signal(Signals.HangUp);
        }

        SignalAll(Signals.Continue);
        if (!await WaitUntilGoneAsync(grace))
        {
            SignalAll(Signals.Kill);
            await WaitUntilGoneAsync(TimeToDie);
        }

        completion.SetResult();
    }

    private void SignalAll(int signal)
    {
        if (isInit)
        {
            Signals.SendToAll(signal);
            return;
        }

        // Outside of an environment only the sessions are the agent's to end.
        foreach (var process in sessions.All.Where(session => session.Exit is null).SelectMany(session => ProcessTree.InSession(session.ProcessId)))
        {
            Signals.Send(process, signal);
        }
    }

    private Task<bool> WaitUntilGoneAsync(TimeSpan patience) =>
        WaitUntilGoneAsync(() => isInit ? Signals.SendToAll(0) : sessions.All.Any(session => session.Exit is null), patience);

    private async Task<bool> WaitUntilGoneAsync(Func<bool> isThere, TimeSpan patience)
    {
        var since = loop.Time.GetTimestamp();
        while (isThere())
        {
            if (loop.Time.GetElapsedTime(since) >= patience)
            {
                return false;
            }

            await Task.Delay(LookAgain, loop.Time);
        }

        return true;
    }
}
