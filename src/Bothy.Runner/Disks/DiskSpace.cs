using Bothy.Volumes;

namespace Bothy.Runner.Disks;

/// <summary>Keeps the mounted disks within what the host has: sets their limits by it again and again, and has them give back what they do not use.</summary>
internal sealed class DiskSpace(HostDisks disks, TimeProvider time)
{
    /// <summary>What disks are given in one look they may write more than once before the next: where that might be more than the reserve, looks follow sooner.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TightPeriod = TimeSpan.FromSeconds(0.25);

    private readonly Dictionary<VolumeId, TendedDisk> tended = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                var isTight = disks.IsHostTight;
                timer.Period = isTight ? TightPeriod : Period;
                await LookAsync(isTight, cancellationToken);
            }
            catch (IOException)
            {
                // The host's own disk does not say what it has: limits stay as they are.
            }
        }
    }

    /// <summary>Begins what is due for each disk; waits for none.</summary>
    private async Task LookAsync(bool isTight, CancellationToken cancellationToken)
    {
        var mounted = disks.ListMounted();
        var ids = mounted.Select(disk => disk.Id).ToHashSet();
        foreach (var gone in tended.Where(pair => !ids.Contains(pair.Key) && pair.Value.IsIdle).Select(pair => pair.Key).ToList())
        {
            tended.Remove(gone);
        }

        foreach (var disk in mounted)
        {
            if (!tended.TryGetValue(disk.Id, out var one))
            {
                tended.Add(disk.Id, one = new TendedDisk(disks, time));
            }

            await one.TendAsync(disk, mounted.Count, isTight, cancellationToken);
        }
    }
}
