using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Runner.Machines;

/// <summary>What an environment's class allows on this host, with every default filled in.</summary>
internal sealed record MachineLimits(EnvironmentLimits Cgroup, long DiskBytes, long NetworkBytesPerSecond = 0)
{
    /// <summary>These limits, or less where a configuration wants less.</summary>
    public MachineLimits Under(MachineCeiling? ceiling) => this with
    {
        Cgroup = new EnvironmentLimits(
            Math.Min(Cgroup.CpuMillis, ceiling?.CpuMillis ?? int.MaxValue),
            Math.Min(Cgroup.MemoryBytes, ceiling?.MemoryBytes ?? long.MaxValue),
            Math.Min(Cgroup.Pids, ceiling?.Pids ?? int.MaxValue)),
    };
}

/// <summary>What a configuration wants its machine to take at most; null where it says nothing.</summary>
internal sealed record MachineCeiling(int? CpuMillis, long? MemoryBytes, int? Pids);
