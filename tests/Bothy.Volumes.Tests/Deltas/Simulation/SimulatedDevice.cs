namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>What all simulated files of a host share: the moment of the crash, faults, and what happens while somebody waits for the disk.</summary>
internal sealed class SimulatedDevice(Random random)
{
    /// <summary>Operations until the host or the process dies; negative for never.</summary>
    public int CrashIn { get; set; } = -1;

    /// <summary>How likely an operation fails with an IO error.</summary>
    public double FailureRate { get; set; }

    /// <summary>True once a sync failed: what was written may be lost behind everybody's back.</summary>
    public bool LostWrites { get; set; }

    /// <summary>Called in the middle of each sync.</summary>
    public Action? DuringSync { get; set; }

    public Random Random => random;

    private bool Dead { get; set; }

    public void Revive()
    {
        (Dead, CrashIn, LostWrites, FailureRate) = (false, -1, false, 0);
    }

    /// <summary>Counts an operation.</summary>
    /// <param name="half">Leaves the operation half done; called before it fails.</param>
    public void Step(Action? half = null)
    {
        if (Dead)
        {
            throw new SimulatedCrash();
        }

        if (CrashIn >= 0 && CrashIn-- == 0)
        {
            half?.Invoke();
            Dead = true;
            throw new SimulatedCrash();
        }

        if (FailureRate > 0 && random.NextDouble() < FailureRate)
        {
            half?.Invoke();
            throw new IOException("simulated: no space, or an IO error");
        }
    }
}
