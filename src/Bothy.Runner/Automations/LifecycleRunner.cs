using Bothy.Api.Environments;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Linux.Failpoints;
using Bothy.Runner.Logs;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;
using Bothy.Runner.Status;

namespace Bothy.Runner.Automations;

/// <summary>
/// Runs the steps of a plan in order, each in sessions of the agent whose names follow from the step: whoever takes over after a crash finds the
/// same sessions, and how they ended for ten minutes after.
/// </summary>
internal sealed class LifecycleRunner(
    LifecycleCommands commands, RecordStore records, EnvironmentLogs logs, StatusBoard board, TimeProvider time)
{
    private const string Part = "automations";

    public async Task RunAsync(EnvironmentResource environment, EnvironmentRecord record, RunningPlan plan, CancellationToken stop)
    {
        var id = environment.Metadata.Id;
        var start = record.Machine!.Start;
        var log = logs.Of(id);
        var progress = new LifecycleProgress(plan.Lifecycle, record.FinishedCommands.Keys.ToHashSet(), start, time);
        try
        {
            board.Change(id, status => status.WithoutFailure(Part) with { Automations = progress.Status });
            foreach (var step in plan.Lifecycle.Remaining(record.FinishedCommands.Keys.ToHashSet(), start))
            {
                progress.Begin(step);
                board.Change(id, status => status with { Automations = progress.Status });
                var finished = await commands.RunAsync(id, step, start, log, stop);
                var failed = finished.FirstOrDefault(command => command.Code != 0);
                if (failed is null)
                {
                    records.Update(id, before => before with
                    {
                        FinishedCommands = new Dictionary<string, int>(before.FinishedCommands) { [step.Marker(start)] = 0 },
                    });
                    Failpoint.Hit("automations.step-recorded");
                }

                progress.End(step, finished);
                board.Change(id, status => status with { Automations = progress.Status });
                if (failed is not null)
                {
                    Report(id, environment.Metadata.Name, step, failed, log);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The machine stops; what was not finished runs again at its next start.
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or OperationCanceledException or Api.Agents.AgentException or Api.Agents.Wire.AgentProtocolException)
        {
            log.Error(Part, $"the lifecycle commands were cut short: {exception.Message}");
            board.Change(id, status => status.WithFailure(new Failure
            {
                Part = Part,
                Reason = "CutShort",
                Message = $"The lifecycle commands were cut short: {exception.Message} They go on after `bothy restart {environment.Metadata.Name}`.",
                At = time.GetUtcNow(),
            }));
        }
    }

    private void Report(Guid id, string name, LifecycleStep step, FinishedCommand failed, EnvironmentLog log)
    {
        var hook = step.Hook.ToPropertyName();
        var which = failed.Name is null ? hook : $"{hook} ({failed.Name})";
        var message =
            $"{which} of {step.Origin} failed with exit code {failed.Code}: {failed.CommandLine}. The environment is up, later commands were not run. "
            + $"See `bothy logs {name}`, mend it, and `bothy restart {name}` to run it again.";
        log.Error(hook, message);
        board.Change(id, status => status.WithFailure(new Failure { Part = Part, Reason = "CommandFailed", Message = message, At = time.GetUtcNow() }));
    }
}
