using Bothy.Runner.Records;
using Bothy.Runner.Status;

namespace Bothy.Runner.Disks;

/// <summary>Reports how full the disks are, now and then, and only where it changed enough to matter.</summary>
internal sealed class DiskGauge(HostDisks disks, RecordStore records, StatusBoard board, TimeProvider time)
{
    private const long Noticeable = 64L << 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var record in records.All.Where(record => record.Machine is not null))
            {
                if (await FindAsync(record.Id, cancellationToken) is { } usage && IsNews(record.Id, usage))
                {
                    board.Change(record.Id, status => status with { Disk = usage });
                }
            }
        }
    }

    /// <summary>While the volume server restarts there is no news.</summary>
    private async Task<Api.Environments.DiskStatus?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await disks.FindStatusAsync(id, cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A limit that the host sets changes with everything that is written on the host.</summary>
    private bool IsNews(Guid id, Api.Environments.DiskStatus usage) =>
        board.Find(id)?.Disk is not { } known
        || Math.Abs(known.LimitBytes - usage.LimitBytes) >= (disks.IsHeldByHost(id, usage) ? Noticeable : 1)
        || known.SavedVersion != usage.SavedVersion
        || known.SaveProblem != usage.SaveProblem
        || Math.Abs((known.UnsavedBytes ?? 0) - (usage.UnsavedBytes ?? 0)) >= Noticeable
        || known.Warning != usage.Warning
        || Math.Abs(known.UsedBytes - usage.UsedBytes) >= Noticeable;
}
