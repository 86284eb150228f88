using Bothy.Api.Client;
using Bothy.Api.Runners;
using Bothy.Runner.Hosts;
using Bothy.Runner.Records;

namespace Bothy.Runner.Registration;

/// <summary>Makes the runner known to the API and keeps saying that it is alive.</summary>
internal sealed class RunnerRegistration(BothyClient api, string name, HostFacts host, string dataDirectory, RecordStore records, TimeProvider time)
{
    private const int Conflict = 409;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Creates the runner's resource if there is none, tells what the host is, and sends the first heartbeat.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var runner = await api.Runners.FindAsync(name, cancellationToken) ?? await CreateAsync(cancellationToken);
        var status = new RunnerStatus
        {
            ObservedGeneration = runner.Metadata.Generation,
            Version = typeof(RunnerRegistration).Assembly.GetName().Version?.ToString(3),
            Kernel = host.Kernel,
            OperatingSystem = host.OperatingSystem,
            CpuMillis = host.CpuMillis,
            MemoryBytes = host.MemoryBytes,
            DiskBytes = new DriveInfo(dataDirectory).TotalSize,
        };
        await api.Runners.ReplaceStatusAsync(runner with { Status = status }, revision: null, cancellationToken);
        await BeatAsync(cancellationToken);
    }

    /// <summary>Sends heartbeats until cancelled.</summary>
    public async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await BeatAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or ApiException or IOException && !cancellationToken.IsCancellationRequested)
            {
                // The server is away or new, or the disk is; the next beat, or a new registration, tells it.
                if (exception is ApiException)
                {
                    await TryRegisterAsync(cancellationToken);
                }
            }
        }
    }

    private async Task TryRegisterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RegisterAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or ApiException or IOException)
        {
            // As above.
        }
    }

    private Task BeatAsync(CancellationToken cancellationToken) => api.SendHeartbeatAsync(
        name,
        new RunnerHeartbeat
        {
            At = time.GetUtcNow(),
            RunningEnvironments = records.All.Count(record => record.Machine is not null),
            FreeDiskBytes = new DriveInfo(dataDirectory).AvailableFreeSpace,
        },
        cancellationToken);

    private async Task<RunnerResource> CreateAsync(CancellationToken cancellationToken)
    {
        var runner = new RunnerResource { Kind = RunnerResource.KindName, Metadata = new() { Name = name } };
        try
        {
            return await api.Runners.CreateAsync(runner, cancellationToken);
        }
        catch (ApiException exception) when (exception.Problem.Status == Conflict)
        {
            return await api.Runners.GetAsync(name, cancellationToken);
        }
    }
}
