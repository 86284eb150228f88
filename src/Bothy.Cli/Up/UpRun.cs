using System.Threading.Channels;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Logs;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Environments;
using Bothy.Cli.Progress;

namespace Bothy.Cli.Up;

/// <summary>Shows an environment coming up until it is there, cannot be, or nobody wants to wait any more.</summary>
internal sealed class UpRun(CliContext context, BothyClient client)
{
    private const int LogCapacity = 1024;

    private readonly TimeProvider time = context.Host.Time;
    private readonly ChangeSignal changed = new(context.Host.Time);
    private readonly Channel<LogLine> log = Channel.CreateBounded<LogLine>(LogCapacity);
    private volatile EnvironmentResource? latest;

    /// <returns>The last state seen, and what came of it; null if the environment was deleted.</returns>
    public async Task<(EnvironmentResource? Environment, Outcome Outcome)> WatchAsync(
        EnvironmentResource from, bool isNew, CancellationToken cancellationToken)
    {
        latest = from;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var since = isNew ? DateTimeOffset.MinValue : time.GetUtcNow().AddSeconds(-1);
        var logging = new UpLog(client, from, time).FollowAsync(since, TakeAsync, end.Token);
        var watching = FollowAsync(from, end.Token);
        try
        {
            await ShowUntilAsync(watching, cancellationToken);
            return await watching;
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(logging, watching).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ShowUntilAsync(Task watching, CancellationToken cancellationToken)
    {
        var clock = new StepClock(time);
        await using var view = ProgressView.For(context.Host, context.Screen);
        while (true)
        {
            var last = watching.IsCompleted;
            while (log.Reader.TryRead(out var line))
            {
                view.Log(line);
            }

            view.Show(clock.Measure(StepReading.Steps(latest!)));
            if (last)
            {
                return;
            }

            await changed.WaitAsync(view.Refresh, cancellationToken);
        }
    }

    private async ValueTask TakeAsync(LogLine line, CancellationToken cancellationToken)
    {
        await log.Writer.WriteAsync(line, cancellationToken);
        changed.Set();
    }

    private async Task<(EnvironmentResource?, Outcome)> FollowAsync(EnvironmentResource from, CancellationToken cancellationToken)
    {
        try
        {
            return await new OutcomeWait(client, time).RunAsync(from, EnvironmentOutcome.Running, Take, cancellationToken);
        }
        finally
        {
            changed.Set();
        }
    }

    private void Take(EnvironmentResource environment)
    {
        latest = environment;
        changed.Set();
    }
}
