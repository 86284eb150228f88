namespace Bothy.Api.EnvironmentClasses;

/// <summary>Limits of every environment of the class.</summary>
public sealed record EnvironmentClassSpec
{
    public string? Description { get; init; }

    /// <summary>CPUs that user work may take, in thousandths of a core; 100 to 1,024,000. Capped at the host's cores when 0.</summary>
    public int CpuMillis { get; init; }

    /// <summary>Bytes of memory; at least 64 MiB. Half of the host's when 0.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Bytes of disk; at least 64 MiB, at most 1 TiB.</summary>
    public long DiskBytes { get; set; } = 32L << 30;

    /// <summary>Processes and threads; at least 64.</summary>
    public int Pids { get; set; } = 16384;

    /// <summary>Bytes a second over the network, in each direction; at least 16 KiB. No ceiling but a fair share of the host's uplink when 0.</summary>
    public long NetworkBytesPerSecond { get; init; }

    public SandboxKind Sandbox { get; set; } = SandboxKind.Container;
}
