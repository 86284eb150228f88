using Bothy.Volumes.Collecting;

namespace Bothy.Volumes.Hosting;

/// <summary>Collects a store's garbage from time to time. Hosts that share a store may all do so.</summary>
internal sealed class CollectionSchedule(VersionStore versions, RetentionOptions options, TimeProvider time)
{
    /// <summary>A host that has just started has other things to do.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMinutes(10);

    /// <summary>Twice at least in the time in which a sentence may be carried out.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(6);

    /// <summary>Returns when told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            for (var pause = First; ; pause = Every)
            {
                await Task.Delay(pause, time, stop);
                await CollectAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Begun again by the next server.
        }
    }

    private async Task CollectAsync(CancellationToken stop)
    {
        try
        {
            var report = await versions.CollectAsync(options, stop);
            if (report is not { Versions: 0, Condemned: 0, Deleted: 0 })
            {
                Console.WriteLine(
                    $"The store has given up {report.Versions} old versions and deleted {report.Deleted} packs; {report.Condemned} more will be deleted, {report.Live} are needed.");
            }
        }
#pragma warning disable CA1031 // Whatever goes wrong with one collection, there is a next one.
        catch (Exception exception) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Console.WriteLine($"The store could not be tidied, and is tried again: {(exception is IOException ? exception.Message : exception)}");
        }
    }
}
