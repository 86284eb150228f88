namespace Bothy.Devcontainers.Model;

/// <summary>A GPU that a configuration asks for.</summary>
public sealed record GpuRequirement
{
    /// <summary>Used if present, not required.</summary>
    public bool IsOptional { get; init; }

    /// <summary>0 if any will do.</summary>
    public int Cores { get; init; }

    /// <summary>Bytes; 0 if any will do.</summary>
    public long Memory { get; init; }
}
