using Bothy.Agent.Loop;
using Bothy.Linux.Processes;

namespace Bothy.Agent.Init;

/// <summary>
/// Reaps every child: those that the agent started, whose end somebody waits for, and the orphans that process 1 inherits. A thread of its own
/// only waits; reaping is done on the loop, as starting is, so that no end is ever told to the wrong one.
/// </summary>
internal sealed class Reaper
{
    // Orphans of processes that entered the environment from outside can come while the agent has no child to wait for.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private readonly EventLoop loop;
    private readonly Turnstile childStarted = new();
    private readonly Turnstile reaped = new();
    private readonly Dictionary<int, Action<EndedChild>> waiting = [];

    public Reaper(EventLoop loop)
    {
        this.loop = loop;
        new Thread(WatchChildren, maxStackSize: 128 * 1024) { IsBackground = true, Name = "reaper" }.Start();
    }

    /// <summary>Says, on the loop and in the turn that started the process, what to do when it ends.</summary>
    public void Expect(int process, Action<EndedChild> ended)
    {
        waiting.Add(process, ended);
        childStarted.Open();
    }

    private void WatchChildren()
    {
        while (true)
        {
            if (Children.WaitForEnd())
            {
                loop.Post(static reaper => ((Reaper)reaper!).ReapAll(), this);
                reaped.Pass(Timeout.InfiniteTimeSpan);
            }
            else
            {
                childStarted.Pass(LookAgain);
            }
        }
    }

    private void ReapAll()
    {
        try
        {
            while (Children.Reap() is { } child)
            {
                if (waiting.Remove(child.Id, out var ended))
                {
                    ended(child);
                }
            }
        }
        finally
        {
            reaped.Open();
        }
    }
}
