using System.Threading.Tasks.Sources;

namespace Bothy.Agent.Loop;

/// <summary>Wakes one waiter of the event loop, at once or whenever it comes. For the loop's thread only; waiting allocates nothing.</summary>
internal sealed class AsyncSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> core;
    private bool set;
    private bool waiting;
    private bool closed;

    /// <summary>Lets the waiter, or the next one, go on.</summary>
    public void Set()
    {
        if (waiting)
        {
            waiting = false;
            core.SetResult(true);
        }
        else
        {
            set = true;
        }
    }

    /// <summary>Forgets an earlier <see cref="Set"/> that nobody waited for.</summary>
    public void Reset() => set = false;

    /// <summary>Makes the waiter and all later ones fail with <see cref="ObjectDisposedException"/>.</summary>
    public void Close()
    {
        closed = true;
        if (waiting)
        {
            waiting = false;
            core.SetException(new ObjectDisposedException(nameof(AsyncSignal)));
        }
    }

    /// <summary>Completes with the next <see cref="Set"/>, or at once where one came since the last wait.</summary>
    public ValueTask WaitAsync()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (set)
        {
            set = false;
            return ValueTask.CompletedTask;
        }

        if (waiting)
        {
            throw new InvalidOperationException("Somebody waits for this signal already.");
        }

        core.Reset();
        waiting = true;
        return new ValueTask(this, core.Version);
    }

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
