using Bothy.Api.EnvironmentClasses;
using Bothy.Runner.Failing;
using Bothy.Runner.Hosts;
using Bothy.Runner.Machines;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Runner.Environments;

/// <summary>The limits that environment classes stand for on this host.</summary>
/// <param name="find">Asks the API for a class; null if there is none of that name.</param>
internal sealed class ClassCatalog(Func<string, CancellationToken, Task<EnvironmentClassResource?>> find, HostFacts host)
{
    /// <exception cref="EnvironmentFault">There is no such class, or the host is too small for it.</exception>
    public async Task<MachineLimits> LimitsAsync(string name, CancellationToken cancellationToken)
    {
        var found = await find(name, cancellationToken)
            ?? throw new EnvironmentFault("machine", "ClassNotFound", $"There is no environment class named {name}. Create it, or name another one.", retry: true);
        var spec = found.Spec;
        var cpu = spec.CpuMillis == 0 ? host.CpuMillis : spec.CpuMillis;
        var memory = spec.MemoryBytes == 0 ? host.MemoryBytes / 2 : spec.MemoryBytes;
        if (cpu > host.CpuMillis || memory > host.MemoryBytes)
        {
            throw new EnvironmentFault(
                "machine",
                "ClassExceedsHost",
                $"The class {name} wants {cpu / 1000.0:0.##} CPUs and {memory >> 20} MiB; this host has {host.CpuMillis / 1000.0:0.##} and {host.MemoryBytes >> 20}. Use a smaller class.",
                retry: false);
        }

        return new MachineLimits(new EnvironmentLimits(cpu, memory, spec.Pids), spec.DiskBytes, spec.NetworkBytesPerSecond);
    }
}
