namespace Bothy.Api.Runners;

/// <summary>A runner's sign of life. Kept beside the store: a heartbeat is not a revision.</summary>
public sealed record RunnerHeartbeat
{
    public DateTimeOffset At { get; init; }

    /// <summary>Environments whose machine runs on the host.</summary>
    public int RunningEnvironments { get; init; }

    public long FreeDiskBytes { get; init; }
}
