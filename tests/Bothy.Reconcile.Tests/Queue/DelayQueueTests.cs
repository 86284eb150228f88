using Bothy.Reconcile.Queue;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Reconcile.Tests.Queue;

public sealed class DelayQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _due = [];
    private readonly DelayQueue<string> _queue;

    public DelayQueueTests() => _queue = new(_time, _due.Add);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Schedule_SeveralKeys_HandedOnWhenDue()
    {
        _queue.Schedule("late", TimeSpan.FromSeconds(3));
        _queue.Schedule("early", TimeSpan.FromSeconds(1));
        _queue.Schedule("early too", TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromMilliseconds(999));
        _due.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _due.ShouldBe(["early", "early too"]);
        _time.Advance(TimeSpan.FromSeconds(2));
        _due.ShouldBe(["early", "early too", "late"]);
        _queue.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public void Schedule_KeyTwice_EarliestHoldsOnce(int first, int second)
    {
        _queue.Schedule("a", TimeSpan.FromSeconds(first));
        _queue.Schedule("a", TimeSpan.FromSeconds(second));

        _time.Advance(TimeSpan.FromSeconds(1));
        _due.ShouldBe(["a"]);
        _time.Advance(TimeSpan.FromSeconds(10));
        _due.ShouldBe(["a"]);
    }

    [Fact]
    public void Cancel_First_OthersStillHandedOn()
    {
        _queue.Schedule("a", TimeSpan.FromSeconds(1));
        _queue.Schedule("b", TimeSpan.FromSeconds(2));
        _queue.Cancel("a");

        _time.Advance(TimeSpan.FromSeconds(2));

        _due.ShouldBe(["b"]);
    }

    [Fact]
    public void Schedule_LongerThanATimerCanWait_HandedOnInTime()
    {
        _queue.Schedule("a", TimeSpan.FromDays(100));

        _time.Advance(TimeSpan.FromDays(100) - TimeSpan.FromSeconds(1));
        _due.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(1));
        _due.ShouldBe(["a"]);
    }

    [Fact]
    public void Schedule_LongestDelay_NeitherOverflowsNorFires()
    {
        _queue.Schedule("a", TimeSpan.MaxValue);
        _time.Advance(TimeSpan.FromDays(1000));

        _due.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public void Schedule_WallClockJumps_NeitherEarlyNorLate(int days)
    {
        var time = new JumpingClock(_time);
        using var queue = new DelayQueue<string>(time, _due.Add);
        queue.Schedule("a", TimeSpan.FromSeconds(10));

        time.Jump += TimeSpan.FromDays(days);
        queue.Schedule("b", TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        _due.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(1));
        _due.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Schedule_SystemClock_HandedOnNotEarly()
    {
        var fired = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var queue = new DelayQueue<string>(TimeProvider.System, _ => fired.TrySetResult(TimeProvider.System.GetTimestamp()));
        var start = TimeProvider.System.GetTimestamp();

        queue.Schedule("a", TimeSpan.FromMilliseconds(20.5));

        TimeProvider.System.GetElapsedTime(start, await fired.Task.Within()).TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(20.5);
    }

    /// <summary>A clock whose time of day can be set apart from its monotonic time.</summary>
    private sealed class JumpingClock(FakeTimeProvider steady) : TimeProvider
    {
        public TimeSpan Jump { get; set; }

        public override long TimestampFrequency => steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Jump;

        public override long GetTimestamp() => steady.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            steady.CreateTimer(callback, state, dueTime, period);
    }
}
