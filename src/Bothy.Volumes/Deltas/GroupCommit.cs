using System.Runtime.ExceptionServices;

namespace Bothy.Volumes.Deltas;

/// <summary>Lets callers that want the same expensive thing done share one doing of it, which begins after each of them asked.</summary>
internal sealed class GroupCommit(Action commit)
{
    private readonly object gate = new();
    private Round next = new();
    private bool running;

    /// <summary>Returns when a run that began after this call has ended, and throws what it threw.</summary>
    public void Run()
    {
        Round mine;
        lock (gate)
        {
            mine = next;
            while (!mine.Ended && (running || mine != next))
            {
                Monitor.Wait(gate);
            }

            if (!mine.Ended)
            {
                (running, next) = (true, new Round());
            }
        }

        if (!mine.Ended)
        {
            Lead(mine);
        }

        mine.Failure?.Throw();
    }

    private void Lead(Round round)
    {
        try
        {
            commit();
        }
        catch (Exception exception)
        {
            round.Failure = ExceptionDispatchInfo.Capture(exception);
        }

        lock (gate)
        {
            running = false;
            round.Ended = true;
            Monitor.PulseAll(gate);
        }
    }

    private sealed class Round
    {
        public bool Ended { get; set; }

        public ExceptionDispatchInfo? Failure { get; set; }
    }
}
