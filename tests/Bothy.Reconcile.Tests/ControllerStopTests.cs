using Bothy.Reconcile.Observing;

namespace Bothy.Reconcile.Tests;

public sealed class ControllerStopTests
{
    [Fact]
    public async Task Stop_WhileRunning_CancelsAndAwaitsTheRunAndTakesNoMore()
    {
        await using var controller = new RunningController(new() { Workers = 1 });
        controller.Queue.Enqueue("a");
        controller.Queue.Enqueue("b");
        var run = await controller.Reconciler.NextRun();

        controller.Stop();

        run.Token.IsCancellationRequested.ShouldBeTrue();
        controller.Run.IsCompleted.ShouldBeFalse();
        run.Throw(new OperationCanceledException(run.Token));
        await controller.Run.Within();
        (await controller.Observer.NextReport()).Outcome.ShouldBe(ReconcileOutcome.Stopped);
        controller.Reconciler.HasStartedAnother().ShouldBeFalse();
    }

    [Fact]
    public async Task Run_AfterAStop_ContinuesWithWhatWasCutShortAndWhatWaited()
    {
        await using var controller = new RunningController(new() { Workers = 1 });
        controller.Queue.Enqueue("a");
        controller.Queue.Enqueue("b");
        var run = await controller.Reconciler.NextRun();
        controller.Stop();
        run.Throw(new OperationCanceledException(run.Token));
        await controller.Run.Within();

        using var stop = new CancellationTokenSource();
        var second = controller.Controller.RunAsync(stop.Token);
        var (b, a) = (await NextAsDone(controller), await NextAsDone(controller));
        await stop.CancelAsync();
        await second.Within();

        (b, a).ShouldBe(("b", "a"));
    }

    [Fact]
    public async Task Stop_RunThatEndsNormally_IsDone()
    {
        await using var controller = new RunningController();
        controller.Queue.Enqueue("a");
        var run = await controller.Reconciler.NextRun();
        controller.Stop();

        run.Return(ReconcileResult.Done);

        await controller.Run.Within();
        (await controller.Observer.NextReport()).Outcome.ShouldBe(ReconcileOutcome.Done);
        controller.Queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public async Task Run_Twice_Refused()
    {
        await using var controller = new RunningController();

        await Should.ThrowAsync<InvalidOperationException>(() => controller.Controller.RunAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Observer_Throws_EndsTheRunWithItsError()
    {
        await using var controller = new RunningController();
        controller.Observer.ToThrow = new InvalidOperationException("observer");
        controller.Queue.Enqueue("a");

        (await controller.Reconciler.NextRun()).Return(ReconcileResult.Done);

        (await Should.ThrowAsync<InvalidOperationException>(() => controller.Run.Within())).Message.ShouldBe("observer");
    }

    private static async Task<string> NextAsDone(RunningController controller)
    {
        var run = await controller.Reconciler.NextRun();
        run.Return(ReconcileResult.Done);
        return run.Key;
    }
}
