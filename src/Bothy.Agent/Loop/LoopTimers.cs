namespace Bothy.Agent.Loop;

/// <summary>The system's time with timers that an event loop fires.</summary>
internal sealed class LoopTimers : TimeProvider
{
    private readonly PriorityQueue<LoopTimer, long> due = new();

    /// <summary>How long the loop may sleep: -1 without end.</summary>
    public int MillisecondsToNext()
    {
        // Rounded up, so that the loop does not wake just before the time and again.
        return due.TryPeek(out _, out var at) ? (int)Math.Clamp(at - Now() + 1, 0, int.MaxValue) : -1;
    }

    /// <summary>Calls every timer whose time has come.</summary>
    public void FireDue()
    {
        while (due.TryPeek(out var timer, out var at) && at <= Now())
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LoopTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private static long Now() => Environment.TickCount64;

    private sealed class LoopTimer(LoopTimers owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;
        private bool scheduled;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            Schedule(dueTime);
            return true;
        }

        public void Fire()
        {
            Schedule(period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan);
            callback(state);
        }

        public void Dispose() => Schedule(Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Schedule(TimeSpan delay)
        {
            if (scheduled)
            {
                owner.due.Remove(this, out _, out _);
            }

            scheduled = delay >= TimeSpan.Zero;
            if (scheduled)
            {
                owner.due.Enqueue(this, Now() + (long)Math.Ceiling(delay.TotalMilliseconds));
            }
        }
    }
}
