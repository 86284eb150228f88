using Bothy.Devcontainers.Model;
using Bothy.Runner.Machines;

namespace Bothy.Runner.Environments;

/// <summary>Compares what a configuration needs with what the environment's class gives on this host.</summary>
internal static class HostRequirementsCheck
{
    public static IEnumerable<string> Warnings(HostRequirements? wanted, string environmentClass, MachineLimits given)
    {
        if (wanted is null)
        {
            yield break;
        }

        if (wanted.Cpus * 1000L > given.Cgroup.CpuMillis)
        {
            yield return Less("cpus", $"{wanted.Cpus}", $"{given.Cgroup.CpuMillis / 1000.0:0.##}");
        }

        if (wanted.Memory > given.Cgroup.MemoryBytes)
        {
            yield return Less("memory", $"{wanted.Memory >> 20} MiB", $"{given.Cgroup.MemoryBytes >> 20} MiB");
        }

        if (given.DiskBytes > 0 && wanted.Storage > given.DiskBytes)
        {
            yield return Less("storage", $"{wanted.Storage >> 20} MiB", $"{given.DiskBytes >> 20} MiB");
        }

        if (wanted.Gpu is { IsOptional: false })
        {
            yield return "hostRequirements.gpu: GPUs are not handed to environments.";
        }

        string Less(string name, string needs, string gives) =>
            $"hostRequirements.{name}: {needs} are wanted, and the class {environmentClass} gives {gives} on this host. Choose a larger class.";
    }
}
