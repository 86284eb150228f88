using Bothy.Reconcile.Backoff;
using Bothy.Reconcile.Observing;

namespace Bothy.Reconcile.Tests;

public sealed class ControllerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly ControllerOptions<string> SteadyBackoff = new() { Backoff = new() { First = Second, Longest = 60 * Second, Jitter = 0 } };

    [Fact]
    public async Task Run_KeyEnqueuedWhileRunning_RunsOnceMoreAfterwards()
    {
        await using var controller = new RunningController();
        controller.Queue.Enqueue("a");
        var first = await controller.Reconciler.NextRun();
        controller.Queue.Enqueue("a");
        controller.Queue.Enqueue("b");
        (await controller.Reconciler.NextRun()).Key.ShouldBe("b");

        first.Return(ReconcileResult.Done);

        (await controller.Reconciler.NextRun()).Key.ShouldBe("a");
    }

    [Fact]
    public async Task Run_MoreKeysThanWorkers_RunsAsManyAsThereAreWorkers()
    {
        await using var controller = new RunningController(new() { Workers = 2 });
        foreach (var key in new[] { "a", "b", "c" })
        {
            controller.Queue.Enqueue(key);
        }

        var first = await controller.Reconciler.NextRun();
        await controller.Reconciler.NextRun();
        controller.Queue.ReadyCount.ShouldBe(1);
        controller.Reconciler.HasStartedAnother().ShouldBeFalse();
        first.Return(ReconcileResult.Done);
        (await controller.Reconciler.NextRun()).Key.ShouldBe("c");
    }

    [Fact]
    public async Task Run_Fails_TriesAgainAfterGrowingRests()
    {
        await using var controller = new RunningController(SteadyBackoff);
        controller.Queue.Enqueue("a");
        foreach (var rest in new[] { 1, 2, 4, 8 })
        {
            (await controller.Reconciler.NextRun()).Throw(new IOException("no"));
            var report = await controller.Observer.NextReport();
            report.Outcome.ShouldBe(ReconcileOutcome.Failed);
            report.NextRun.ShouldBe(rest * Second);
            report.Error.ShouldBeOfType<IOException>();
            controller.Time.Advance((rest * Second) - TimeSpan.FromMilliseconds(1));
            controller.Queue.ReadyCount.ShouldBe(0);
            controller.Reconciler.HasStartedAnother().ShouldBeFalse();
            controller.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        (await controller.Reconciler.NextRun()).Return(ReconcileResult.Done);
        (await controller.Observer.NextReport()).Failures.ShouldBe(0);
        controller.Queue.Enqueue("a");
        (await controller.Reconciler.NextRun()).Throw(new IOException("no"));
        (await controller.Observer.NextReport()).ShouldSatisfyAllConditions(r => r.Failures.ShouldBe(1), r => r.NextRun.ShouldBe(Second));
    }

    [Fact]
    public async Task Run_CancelledByItself_IsAFailureLikeAnyOther()
    {
        await using var controller = new RunningController();
        controller.Queue.Enqueue("a");

        (await controller.Reconciler.NextRun()).Throw(new TaskCanceledException("a request timed out"));

        (await controller.Observer.NextReport()).Outcome.ShouldBe(ReconcileOutcome.Failed);
    }

    [Fact]
    public async Task Enqueue_WhileRestingAfterAFailure_RunsAtOnceAndOnlyOnce()
    {
        await using var controller = new RunningController(SteadyBackoff);
        controller.Queue.Enqueue("a");
        (await controller.Reconciler.NextRun()).Throw(new IOException("no"));
        await controller.Observer.NextReport();

        controller.Queue.Enqueue("a");
        (await controller.Reconciler.NextRun()).Return(ReconcileResult.Done);
        await controller.Observer.NextReport();

        controller.Queue.DelayedCount.ShouldBe(0);
    }

    [Fact]
    public async Task Run_AsksForRequeue_RunsAgainAfterTheDelay()
    {
        await using var controller = new RunningController();
        controller.Queue.Enqueue("a");
        (await controller.Reconciler.NextRun()).Return(ReconcileResult.RequeueAfter(5 * Second));
        (await controller.Observer.NextReport()).Outcome.ShouldBe(ReconcileOutcome.Requeued);

        controller.Time.Advance(4 * Second);
        controller.Queue.DelayedCount.ShouldBe(1);
        controller.Time.Advance(Second);

        (await controller.Reconciler.NextRun()).Key.ShouldBe("a");
    }

    [Fact]
    public async Task EnqueueAfter_KeyRunsEarlierForAnotherReason_StillRunsThen()
    {
        await using var controller = new RunningController();
        controller.Queue.EnqueueAfter("a", 5 * Second);
        controller.Queue.Enqueue("a");
        (await controller.Reconciler.NextRun()).Return(ReconcileResult.Done);
        await controller.Observer.NextReport();

        controller.Time.Advance(5 * Second);

        (await controller.Reconciler.NextRun()).Key.ShouldBe("a");
    }

    [Fact]
    public async Task Run_TerminalFailure_RestsUntilEnqueuedAnew()
    {
        await using var controller = new RunningController(SteadyBackoff);
        controller.Queue.Enqueue("a");
        (await controller.Reconciler.NextRun()).Throw(new TerminalException("the repository does not exist"));
        var report = await controller.Observer.NextReport();
        report.ShouldSatisfyAllConditions(r => r.Outcome.ShouldBe(ReconcileOutcome.Terminal), r => r.NextRun.ShouldBeNull());
        controller.Queue.DelayedCount.ShouldBe(0);
        controller.Time.Advance(TimeSpan.FromDays(1));
        controller.Queue.ReadyCount.ShouldBe(0);

        controller.Queue.Enqueue("a");

        (await controller.Reconciler.NextRun()).Key.ShouldBe("a");
    }

    [Fact]
    public async Task Resync_EachPeriod_EnqueuesAllKeys()
    {
        var listed = 0;
        await using var controller = new RunningController(new()
        {
            ResyncPeriod = Second,
            ListKeys = _ => ++listed == 1 ? throw new IOException("no list") : Task.FromResult<IReadOnlyCollection<string>>(["a", "b"]),
        });

        controller.Time.Advance(Second);
        (await controller.Observer.NextResyncError()).Message.ShouldBe("no list");
        // The next period starts on a worker thread; move time on until it has.
        while (!controller.Reconciler.HasStartedAnother())
        {
            controller.Time.Advance(Second);
            await Task.Yield();
        }

        string[] keys = [(await controller.Reconciler.NextRun()).Key, (await controller.Reconciler.NextRun()).Key];
        keys.ShouldBe(["a", "b"], ignoreOrder: true);
    }
}
