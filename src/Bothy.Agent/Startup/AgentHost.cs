using Bothy.Agent.Activity;
using Bothy.Agent.Connections;
using Bothy.Agent.Forwarding;
using Bothy.Agent.Init;
using Bothy.Agent.Launching;
using Bothy.Agent.Loop;
using Bothy.Agent.Ports;
using Bothy.Agent.Sessions;
using Bothy.Agent.Syncing;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Wire;
using Bothy.Linux.Processes;
using Bothy.Linux.Randomness;

namespace Bothy.Agent.Startup;

/// <summary>Puts the agent together and runs it until it is told to shut down.</summary>
internal static class AgentHost
{
    public static int Run(AgentConfiguration configuration, InheritedDescriptors inherited)
    {
        Signals.IgnoreBrokenPipe();
        Children.InheritOrphans();
        if (Environment.ProcessId == 1)
        {
            SyncAnswer.Begin();
        }

        using var loop = new EventLoop { UnhandledException = exception => AgentLog.Write($"unexpected: {exception}") };
        loop.Run(() => RunAsync(loop, configuration, inherited));
        return 0;
    }

    private static async Task RunAsync(EventLoop loop, AgentConfiguration configuration, InheritedDescriptors inherited)
    {
        var reaper = new Reaper(loop);
        var sessions = new SessionTable();
        var activity = new ActivityRecord(loop.Time);
        var planner = new LaunchPlanner(configuration);
        var starter = new SessionStarter(loop, sessions, planner, new Launcher(inherited), reaper, activity);
        var shutdown = new GracefulShutdown(loop, sessions, TimeSpan.FromSeconds(configuration.GraceSeconds));
        var dispatcher = new OperationDispatcher();
        new SessionOperations(sessions, starter, activity).AddTo(dispatcher);
        using var scanner = new PortScanner();
        new PortOperations(scanner, new PortWatch(loop, scanner)).AddTo(dispatcher);
        new Forwarder(loop, activity).AddTo(dispatcher);
        var information = Describe();
        var startedAt = loop.Time.GetTimestamp();
        dispatcher
            .Add(AgentOperation.Information, _ => new AgentResponse
            {
                Information = information with
                {
                    Capabilities = dispatcher.Capabilities,
                    UptimeSeconds = loop.Time.GetElapsedTime(startedAt).TotalSeconds,
                },
            })
            .Add(AgentOperation.Activity, _ => new AgentResponse
            {
                Activity = activity.Report(sessions.All.Count(session => session.Exit is null), sessions.All.Count(session => session.IsAttached)),
            })
            .Add(AgentOperation.Environment, request =>
            {
                planner.SetEnvironment(RequestReader.Require(request.Environment, request).Variables);
                return new AgentResponse();
            })
            .Add(AgentOperation.Shutdown, shutdown.Serve);
        _ = new AgentServer(loop, dispatcher).AcceptAsync(inherited.Listen ?? throw new InvalidOperationException("Nothing to listen on."));
        await shutdown.Completion;
    }

    private static AgentInformation Describe() => new()
    {
        Version = typeof(AgentHost).Assembly.GetName().Version?.ToString(3) ?? "",
        Protocol = AgentProtocol.Version,
        BootId = KernelRandom.Hexadecimal(16),
        ProcessId = Environment.ProcessId,
    };
}
