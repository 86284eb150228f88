using Bothy.Reconcile.Queue;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Reconcile.Tests.Queue;

public sealed class KeyedQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly KeyedQueue<string> _queue;

    public KeyedQueueTests() => _queue = new(_time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Enqueue_SeveralKeys_TakenInOrder()
    {
        _queue.Enqueue("a", Lane.Event);
        _queue.Enqueue("b", Lane.Event);
        _queue.Enqueue("a", Lane.Event);
        _queue.Enqueue("c", Lane.Event);

        (await TakeAll()).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Enqueue_WhileRunning_ReadyOnceMoreAfterComplete()
    {
        _queue.Enqueue("a", Lane.Event);
        await _queue.TakeAsync(Cancel).Within();
        _queue.Enqueue("a", Lane.Event);
        _queue.Enqueue("a", Lane.Background);
        _queue.ReadyCount.ShouldBe(0);

        _queue.Complete("a");

        (await TakeAll()).ShouldBe(["a"]);
        _queue.Complete("a");
        _queue.ReadyCount.ShouldBe(0);
    }

    [Fact]
    public async Task Take_BackgroundAndEvents_EventsFirst()
    {
        _queue.Enqueue("resync 1", Lane.Background);
        _queue.Enqueue("resync 2", Lane.Background);
        _queue.Enqueue("event", Lane.Event);
        _queue.Enqueue("resync 2", Lane.Event);

        (await TakeAll()).ShouldBe(["event", "resync 2", "resync 1"]);
    }

    [Fact]
    public async Task Enqueue_EventDuringBackgroundRerun_ComesBackAsEvent()
    {
        _queue.Enqueue("a", Lane.Event);
        await _queue.TakeAsync(Cancel).Within();
        _queue.Enqueue("a", Lane.Background);
        _queue.Enqueue("a", Lane.Event);
        _queue.Enqueue("z", Lane.Background);

        _queue.Complete("a");

        (await TakeAll()).ShouldBe(["a", "z"]);
    }

    [Fact]
    public async Task Take_Cancelled_LosesNoKey()
    {
        using var cancelled = new CancellationTokenSource();
        var take = _queue.TakeAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => take);

        _queue.Enqueue("a", Lane.Event);

        (await TakeAll()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Take_AfterAWait_SaysHowLongTheKeyWasReady()
    {
        _queue.Enqueue("a", Lane.Event);
        _time.Advance(TimeSpan.FromSeconds(3));

        (await _queue.TakeAsync(Cancel).Within()).Waited.ShouldBe(TimeSpan.FromSeconds(3));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<List<string>> TakeAll()
    {
        List<string> keys = [];
        while (_queue.ReadyCount > 0)
        {
            keys.Add((await _queue.TakeAsync(Cancel).Within()).Key);
        }

        return keys;
    }
}
