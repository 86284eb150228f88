using Bothy.Api.Environments;
using Bothy.Devcontainers.Lifecycle;

namespace Bothy.Runner.Automations;

/// <summary>How far a plan has got, as <c>status.automations</c> tells it.</summary>
internal sealed class LifecycleProgress
{
    private readonly LifecyclePlan plan;
    private readonly HashSet<string> succeeded;
    private readonly string start;
    private readonly TimeProvider time;
    private readonly Dictionary<LifecycleStep, List<CommandStatus>> commands = [];
    private bool failed;

    public LifecycleProgress(LifecyclePlan plan, HashSet<string> succeeded, string start, TimeProvider time)
    {
        this.plan = plan;
        this.succeeded = succeeded;
        this.start = start;
        this.time = time;
        foreach (var step in plan.Steps)
        {
            var phase = succeeded.Contains(step.Marker(start)) ? PartPhase.Ready : PartPhase.Pending;
            commands[step] = [.. step.Command.Processes.Select(process =>
                new CommandStatus { Hook = step.Hook.ToPropertyName(), Name = process.Name, Phase = phase })];
        }
    }

    /// <summary>Ready as soon as all that the user waits for has succeeded, whatever goes on behind.</summary>
    public AutomationsStatus Status => new()
    {
        Phase = failed ? PartPhase.Failed : plan.IsReady(succeeded, start) ? PartPhase.Ready : PartPhase.Progressing,
        Commands = [.. plan.Steps.SelectMany(step => commands[step])],
    };

    public void Begin(LifecycleStep step) =>
        Change(step, (command, _) => command with { Phase = PartPhase.Progressing, StartedAt = time.GetUtcNow() });

    public void End(LifecycleStep step, IReadOnlyList<FinishedCommand> finished)
    {
        Change(step, (command, index) => command with
        {
            Phase = finished[index].Code == 0 ? PartPhase.Ready : PartPhase.Failed,
            ExitCode = finished[index].Code,
            FinishedAt = time.GetUtcNow(),
        });
        if (finished.All(command => command.Code == 0))
        {
            succeeded.Add(step.Marker(start));
        }
        else
        {
            failed = true;
        }
    }

    private void Change(LifecycleStep step, Func<CommandStatus, int, CommandStatus> change) =>
        commands[step] = [.. commands[step].Select(change)];
}
