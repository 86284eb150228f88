using System.Globalization;

namespace Bothy.Runner.Hosts;

/// <summary>What this host is.</summary>
internal sealed record HostFacts(string Name, string Kernel, string OperatingSystem, int CpuMillis, long MemoryBytes)
{
    public static HostFacts Read() => new(
        System.Environment.MachineName,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        OperatingSystemName(),
        System.Environment.ProcessorCount * 1000,
        MemoryTotal());

    private static string OperatingSystemName() =>
        File.Exists("/etc/os-release")
            ? File.ReadLines("/etc/os-release")
                .FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim('"') ?? "Linux"
            : "Linux";

    private static long MemoryTotal()
    {
        var line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
