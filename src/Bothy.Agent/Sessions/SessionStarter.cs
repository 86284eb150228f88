using Bothy.Agent.Activity;
using Bothy.Agent.Connections;
using Bothy.Agent.Init;
using Bothy.Agent.Launching;
using Bothy.Agent.Loop;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Sessions;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Errors;
using Bothy.Linux.Terminals;

namespace Bothy.Agent.Sessions;

/// <summary>Starts processes as sessions.</summary>
internal sealed class SessionStarter(EventLoop loop, SessionTable table, LaunchPlanner planner, Launcher launcher, Reaper reaper, ActivityRecord activity)
{
    private static readonly TimeSpan TerminalPatience = TimeSpan.FromDays(1);
    private static readonly TimeSpan PipePatience = TimeSpan.FromMinutes(10);
    private const int LongestCommand = 200;

    private readonly SegmentPool pool = new();

    /// <summary>Starts what a request asks for.</summary>
    /// <param name="permanent">The session is never hung up and never forgotten.</param>
    /// <exception cref="OperationFailedException">The request is wrong, or no process could be started.</exception>
    public Session Start(ExecRequest request, bool permanent = false)
    {
        SessionRequestRules.Check(request);
        var (plan, user) = planner.Plan(request);
        var patience = request.DetachTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds)
            : request.Terminal is null ? PipePatience : TerminalPatience;
        return Start(plan, request, new SessionDescription
        {
            Id = request.Session,
            Command = Shorten(request.ShellCommand ?? string.Join(' ', plan.Arguments)),
            User = user.Name,
            ProcessId = 0,
            Terminal = request.Terminal is not null,
            Group = request.Group ?? (request.Terminal is null ? SessionGroup.Work : SessionGroup.Interactive),
            DropsOldest = (request.Overflow ?? (request.Terminal is null ? OutputOverflow.Block : OutputOverflow.DropOldest)) == OutputOverflow.DropOldest,
            DetachTimeout = permanent ? Timeout.InfiniteTimeSpan : patience,
            IsPermanent = permanent,
            IsSystem = permanent && request.System,
        });
    }

    /// <summary>Starts a role of the agent's own program as a user.</summary>
    /// <exception cref="OperationFailedException">The request is wrong, or no process could be started.</exception>
    public Session StartOwn(string id, string? user, IReadOnlyList<string> arguments)
    {
        SessionRequestRules.CheckId(id);
        return Start(planner.PlanOwn(user, arguments), new ExecRequest(), new SessionDescription
        {
            Id = id,
            Command = Shorten(string.Join(' ', arguments)),
            User = user ?? "",
            ProcessId = 0,
            Terminal = false,
            Group = SessionGroup.Interactive,
            DropsOldest = false,
            DetachTimeout = PipePatience,
            IsPermanent = false,
        });
    }

    private Session Start(LaunchPlan plan, ExecRequest request, SessionDescription description)
    {
        table.MakeRoom();
        try
        {
            if (description.IsSystem)
            {
                launcher.BeginSystem();
                plan = plan with { FirstProcess = true };
            }

            var session = request.Terminal is { } size ? StartOnTerminal(plan, size, description) : StartOnPipes(plan, description);
            table.Add(session);
            reaper.Expect(session.ProcessId, child =>
            {
                session.End(child);
                if (description.IsSystem)
                {
                    launcher.EndSystem();
                }
            });
            activity.NoteExec();
            return session;
        }
        catch (LinuxException exception)
        {
            if (description.IsSystem)
            {
                launcher.EndSystem();
            }

            throw new OperationFailedException(
                AgentReason.CannotStart,
                $"No process could be started for '{description.Command}' ({exception.Message}): the environment may be out of processes, memory or terminals.");
        }
    }

    private Session StartOnTerminal(LaunchPlan plan, TerminalSize size, SessionDescription description)
    {
        var (controller, program) = PseudoTerminal.Open();
        using (program)
        {
            PseudoTerminal.Grant(program, plan.UserId);
            PseudoTerminal.Resize(controller, (ushort)size.Columns, (ushort)size.Rows);
            var process = launcher.Start(plan, description.Group, [program, program, program]);
            var terminal = loop.Watch(controller);
            return Make(description with { ProcessId = process }, terminal, terminal, null);
        }
    }

    private Session StartOnPipes(LaunchPlan plan, SessionDescription description)
    {
        var (inputRead, inputWrite) = RawDescriptor.CreatePipe();
        var (outputRead, outputWrite) = RawDescriptor.CreatePipe();
        var (errorRead, errorWrite) = RawDescriptor.CreatePipe();
        using (inputRead)
        using (outputWrite)
        using (errorWrite)
        {
            var process = launcher.Start(plan, description.Group, [inputRead, outputWrite, errorWrite]);
            return Make(description with { ProcessId = process }, loop.Watch(inputWrite), loop.Watch(outputRead), loop.Watch(errorRead));
        }
    }

    private Session Make(SessionDescription description, PolledDescriptor input, PolledDescriptor output, PolledDescriptor? error)
    {
        var session = new Session(description, loop.Time, table.Forget);
        session.Streams = new SessionStreams(pool, description.DropsOldest, input, output, error, progress =>
        {
            if (progress == StreamProgress.Output)
            {
                activity.NoteOutput();
            }

            session.Wake();
        });
        return session;
    }

    private static string Shorten(string command) => command.Length <= LongestCommand ? command : command[..(LongestCommand - 1)] + "…";
}
