namespace Bothy.Sandboxes.Containers.Cgroups;

/// <summary>What one environment may take.</summary>
/// <param name="CpuMillis">Thousandths of a core for user work.</param>
/// <param name="MemoryBytes">Bytes of memory of the whole environment.</param>
/// <param name="Pids">Processes and threads of the whole environment.</param>
public readonly record struct EnvironmentLimits(int CpuMillis, long MemoryBytes, int Pids);
