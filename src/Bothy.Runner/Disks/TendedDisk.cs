using Bothy.Volumes.Disks;

namespace Bothy.Runner.Disks;

/// <summary>
/// What is done for one mounted disk, beside all others: at most one look at its limit and one trim at a time. Either hangs as long as the disk does, and holds up nobody else.
/// </summary>
internal sealed class TendedDisk(HostDisks disks, TimeProvider time)
{
    private readonly TrimPlan plan = new(time);
    private Task looking = Task.CompletedTask;
    private Task trimming = Task.CompletedTask;

    public bool IsIdle => looking.IsCompleted && trimming.IsCompleted;

    /// <summary>Begins what is due; returns at once.</summary>
    /// <param name="sharing">How many disks share what the host has.</param>
    /// <param name="isTight">The host has little left.</param>
    public async Task TendAsync(EnvironmentDisk disk, int sharing, bool isTight, CancellationToken cancellationToken)
    {
        if (!looking.IsCompleted)
        {
            return;
        }

        // What these throw is a bug.
        await looking;
        if (trimming.IsCompleted)
        {
            await trimming;
        }

        looking = Task.Run(() => Look(disk, sharing, isTight, cancellationToken), CancellationToken.None);
    }

    private void Look(EnvironmentDisk disk, int sharing, bool isTight, CancellationToken cancellationToken)
    {
        try
        {
            var slack = TrimPlan.SlackOf(disks.RefreshLimit(disk, sharing), isTight);
            var garbage = disks.GarbageOf(disk);
            if (trimming.IsCompletedSuccessfully && plan.IsDue(garbage, slack))
            {
                // A thread of its own: a disk whose server is stopped keeps it.
                trimming = Task.Factory.StartNew(
                    () => Trim(disk, garbage, slack, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
        catch (IOException)
        {
            // It is being unmounted, or it is broken, which whoever uses it hears of. The next look comes soon.
        }
    }

    private void Trim(EnvironmentDisk disk, long before, long slack, CancellationToken cancellationToken)
    {
        var after = before;
        try
        {
            disk.Trim(cancellationToken);
            after = disks.GarbageOf(disk);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // As above; one that cannot be trimmed at all is tried again less and less often.
        }

        plan.Trimmed(before, after, slack);
    }
}
