namespace Bothy.Devcontainers.Model;

/// <summary>The least that a host should have.</summary>
public sealed record HostRequirements
{
    public int Cpus { get; init; }

    /// <summary>Bytes; 0 if nothing is asked.</summary>
    public long Memory { get; init; }

    /// <summary>Bytes; 0 if nothing is asked.</summary>
    public long Storage { get; init; }

    /// <summary>Null if none is asked.</summary>
    public GpuRequirement? Gpu { get; init; }
}
