namespace Bothy.Reconcile.Tests;

public sealed class LoopsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ToldToStop_ReturnsWhenAllHaveEnded()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var ended = 0;
        async Task QuietAsync(CancellationToken token)
        {
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => Interlocked.Increment(ref ended), TaskScheduler.Default);
        }

        var running = Loops.RunAsync(stop.Token, QuietAsync, token => Task.Delay(Timeout.Infinite, token));
        running.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await running;

        ended.ShouldBe(1);
    }

    [Fact]
    public async Task Run_OneFails_TheOthersAreStoppedAndItIsThrown()
    {
        var stopped = false;
        var failed = await Should.ThrowAsync<IOException>(Loops.RunAsync(
            Cancellation,
            async token =>
            {
                await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => stopped = true, TaskScheduler.Default);
                throw new InvalidOperationException("a consequence");
            },
            _ => throw new IOException("the cause")));

        failed.Message.ShouldBe("the cause");
        stopped.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_OneReturns_IsAFailure() =>
        await Should.ThrowAsync<InvalidOperationException>(Loops.RunAsync(Cancellation, token => Task.Delay(Timeout.Infinite, token), _ => Task.CompletedTask));

    [Fact]
    public async Task Run_OneIsCancelledByItself_IsAFailure() =>
        await Should.ThrowAsync<OperationCanceledException>(Loops.RunAsync(
            Cancellation, token => Task.Delay(Timeout.Infinite, token), _ => throw new OperationCanceledException("Aborted")));
}
