using Bothy.Api.Client;
using Bothy.Api.Environments;

namespace Bothy.Cli.Environments;

/// <summary>Follows an environment until it is where it was asked to go, or will not get there.</summary>
internal sealed class OutcomeWait(BothyClient client, TimeProvider time)
{
    /// <summary>So long something may keep failing and be tried again before it counts as failed. The loop in the runner goes on trying.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="judge">What a state means.</param>
    /// <param name="seen">Told of each state.</param>
    /// <returns>The last state, null if the environment is gone, and what came of it.</returns>
    public async Task<(EnvironmentResource? Last, Outcome Outcome)> RunAsync(
        EnvironmentResource from,
        Func<EnvironmentResource, Outcome> judge,
        Action<EnvironmentResource> seen,
        CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = time.CreateTimer(_ => patience.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var last = from;
        var failing = false;
        try
        {
            await foreach (var environment in EnvironmentFollower.FollowAsync(client, from, patience.Token))
            {
                last = environment;
                seen(environment);
                if (judge(environment) is not Outcome.Pending and var outcome)
                {
                    return (environment, outcome);
                }

                if (environment.Status.Failures is { Count: > 0 } != failing)
                {
                    failing = !failing;
                    timer.Change(failing ? Patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }
            }

            return (null, Outcome.Failed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (last, Outcome.Failed);
        }
    }
}
