using System.Collections.Concurrent;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Errors;
using Bothy.Cli.Output;
using Bothy.Cli.Progress;

namespace Bothy.Cli.Environments.Lifecycle;

/// <summary>Takes any number of environments through one change at once and shows how far each is.</summary>
internal sealed class LifecycleRun(CliContext context, BothyClient client, CommandHints hints, LifecycleChange change)
{
    private readonly TimeProvider time = context.Host.Time;
    private readonly ConcurrentDictionary<string, Step> steps = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<CliException> errors = new();
    private readonly ChangeSignal changed = new(context.Host.Time);

    /// <param name="wait">False: returns when the server has taken note.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> names, bool wait, CancellationToken cancellationToken)
    {
        await using (var view = ProgressView.For(context.Host, context.Screen))
        {
            var all = Task.WhenAll(names.Select(name => FollowAsync(name, wait, cancellationToken)));
            while (!all.IsCompleted)
            {
                await changed.WaitAsync(view.Refresh, cancellationToken);
                view.Show([.. names.Where(steps.ContainsKey).Select(name => steps[name])]);
            }

            await all;
        }

        foreach (var error in errors)
        {
            ErrorText.Write(context.Host, error);
        }

        return errors.IsEmpty ? ExitCode.Success : ExitCode.Failure;
    }

    private async Task FollowAsync(string name, bool wait, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var environment = await change.Request(client, name, cancellationToken);
            var error = wait ? await ReachAsync(name, environment, started, cancellationToken) : null;
            if (error is not null)
            {
                errors.Enqueue(error);
            }

            Set(name, error is null ? StepState.Done : StepState.Failed, error is not null ? "" : wait ? change.Done : "asked for", wait ? started : null);
        }
        catch (ApiException error)
        {
            errors.Enqueue(new CliException(error.Detail ?? error.Title) { Details = [.. error.Errors.Select(one => one.ToString())] });
            Set(name, StepState.Failed, "", null);
        }
        finally
        {
            changed.Set();
        }
    }

    /// <summary>Null once the change has come about.</summary>
    private async Task<CliException?> ReachAsync(string name, EnvironmentResource from, long started, CancellationToken cancellationToken)
    {
        var (last, outcome) = await new OutcomeWait(client, time).RunAsync(
            from,
            change.Judge,
            environment => Set(name, StepState.Active, EnvironmentSummary.Doing(environment).Text, started),
            cancellationToken);
        return (last, outcome) switch
        {
            (null, _) => change.EndsGone ? null : new CliException($"{name} was deleted meanwhile"),
            (_, Outcome.Reached) => null,
            _ => new CliException($"{name} is not {change.Done}", $"see: {hints.Command("get", name)}")
            {
                Details = [.. FailureLines.Plain(last.Status, time.GetUtcNow())],
            },
        };
    }

    private void Set(string name, StepState state, string detail, long? started)
    {
        steps[name] = new Step(Printable.Line(name), state, detail, started is { } since ? time.GetElapsedTime(since) : null);
        changed.Set();
    }
}
