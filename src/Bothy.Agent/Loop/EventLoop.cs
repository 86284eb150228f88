using System.Runtime.ExceptionServices;
using Bothy.Linux.Polling;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Loop;

/// <summary>
/// Runs all of the agent's work on one thread: descriptors, timers and the continuations of every <c>await</c>. So nothing in the agent needs
/// a lock, and an idle agent does not run at all. Work must not block.
/// </summary>
internal sealed class EventLoop : SynchronizationContext, IDisposable
{
    private static readonly SendOrPostCallback FireTimers = static timers => ((LoopTimers)timers!).FireDue();

    private readonly EventPoll poll = new();
    private readonly WakeUp wakeUp = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();
    private readonly List<(SendOrPostCallback Callback, object? State)> posted = [];
    private readonly Dictionary<long, PolledDescriptor> watched = [];
    private readonly LoopTimers timers = new();
    private Thread? thread;
    private long lastKey;

    public EventLoop() => poll.Add(wakeUp.Handle, 0);

    /// <summary>Time whose timers fire on this loop.</summary>
    public TimeProvider Time => timers;

    /// <summary>Called with what no caller caught.</summary>
    public Action<Exception> UnhandledException { get; set; } = static _ => { };

    /// <summary>Runs <paramref name="main"/> and returns when it is complete.</summary>
    public void Run(Func<Task> main)
    {
        thread = Thread.CurrentThread;
        SetSynchronizationContext(this);
        var task = main();
        task.ContinueWith(_ => wakeUp.Set(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.FromCurrentSynchronizationContext());
        while (!task.IsCompleted)
        {
            RunOnce();
        }

        if (task.Exception is { InnerException: { } failure })
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Continues on the loop after whatever else is ready now.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Thread.CurrentThread == thread)
        {
            ready.Enqueue((d, state));
            return;
        }

        lock (posted)
        {
            posted.Add((d, state));
        }

        wakeUp.Set();
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("The event loop is never waited for.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Takes over a descriptor; it becomes non-blocking.</summary>
    public PolledDescriptor Watch(SafeFileHandle handle)
    {
        var key = ++lastKey;
        var descriptor = new PolledDescriptor(handle, () => watched.Remove(key));
        watched.Add(key, descriptor);
        poll.Add(handle, key);
        return descriptor;
    }

    public void Dispose()
    {
        wakeUp.Dispose();
        poll.Dispose();
    }

    private void RunOnce()
    {
        // What becomes ready meanwhile waits for the next round, so that descriptors get their turn.
        for (var count = ready.Count; count > 0; count--)
        {
            Guard(ready.Dequeue());
        }

        Guard((FireTimers, timers));
        var events = poll.Wait(ready.Count > 0 ? 0 : timers.MillisecondsToNext());
        for (var i = 0; i < events; i++)
        {
            var (key, what) = poll.Event(i);
            if (key == 0)
            {
                TakePosted();
            }
            else if (watched.TryGetValue(key, out var descriptor))
            {
                descriptor.Report(what);
            }
        }
    }

    private void TakePosted()
    {
        wakeUp.Reset();
        lock (posted)
        {
            posted.ForEach(ready.Enqueue);
            posted.Clear();
        }
    }

    private void Guard((SendOrPostCallback Callback, object? State) work)
    {
        try
        {
            work.Callback(work.State);
        }
#pragma warning disable CA1031 // Nothing that one connection does may end the environment.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            UnhandledException(exception);
        }
    }
}
