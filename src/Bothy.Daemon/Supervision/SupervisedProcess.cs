using System.Globalization;
using Bothy.Daemon.Logs;

namespace Bothy.Daemon.Supervision;

/// <summary>Keeps one process running until told to stop it.</summary>
internal sealed class SupervisedProcess(ProcessDefinition definition, ProcessStarter starter, SupervisorLog log, TimeProvider time)
{
    /// <summary>What the log says of a process that ends again and again.</summary>
    public const string KeepsEnding = "keeps ending";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>While it is away, programs inside environments stand still.</summary>
    private static readonly TimeSpan LongestPauseOfNeeded = TimeSpan.FromMilliseconds(500);

    private readonly RestartBackoff _backoff = new(Random.Shared, definition.Needed is null ? LongestPause : LongestPauseOfNeeded);

    /// <summary>Ends when the process has ended after <paramref name="stop"/>, or is left running because environments need it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                await RunOnceAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (IOException error)
            {
                log.Write($"{definition.Name} could not be started: {error.Message}");
            }

            await PauseAsync(_backoff.Next(time.GetElapsedTime(started)), stop);
        }
    }

    private async Task RunOnceAsync(CancellationToken stop)
    {
        using var process = await starter.StartOrAdoptAsync(definition, stop);
        log.Write($"{definition.Name} {(process.OwnChild ? "started" : "found running")}, process {process.Id}");
        try
        {
            await process.WaitForExitAsync(stop);
            log.Write($"{definition.Name} ended{Describe(process.Reap())}, process {process.Id}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && definition.IsNeeded)
        {
            log.Write($"{definition.Name} is left running: environments need it, process {process.Id}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            var willing = await process.StopAsync(Grace, time);
            process.Reap();
            log.Write($"{definition.Name} stopped{(willing ? "" : $" by force, since it had not ended in {Grace.TotalSeconds} s")}, process {process.Id}");
        }
    }

    private static string Describe(int? code) => code switch
    {
        null => "",
        > 128 => string.Create(CultureInfo.InvariantCulture, $" by signal {code - 128}"),
        _ => string.Create(CultureInfo.InvariantCulture, $" with exit code {code}"),
    };

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        if (pause > TimeSpan.Zero && !stop.IsCancellationRequested)
        {
            log.Write($"{definition.Name} {KeepsEnding}: next start in {pause.TotalSeconds:F1} s");
            await Task.Delay(pause, time, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
