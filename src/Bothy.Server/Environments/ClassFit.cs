using System.Globalization;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Runners;

namespace Bothy.Server.Environments;

/// <summary>Whether a host is as large as a class.</summary>
internal static class ClassFit
{
    private const double Gibibyte = 1L << 30;

    /// <summary>What the class asks for beyond the host; null if nothing. A size that the runner has not told exceeds nothing.</summary>
    public static string? Check(EnvironmentClassSpec asked, RunnerStatus host)
    {
        var excesses = new List<string>();
        if (Exceeds(asked.CpuMillis, host.CpuMillis))
        {
            excesses.Add(string.Create(CultureInfo.InvariantCulture, $"{asked.CpuMillis / 1000.0:0.##} CPUs of {host.CpuMillis / 1000.0:0.##}"));
        }

        if (Exceeds(asked.MemoryBytes, host.MemoryBytes))
        {
            excesses.Add($"{Size(asked.MemoryBytes)} of memory of {Size(host.MemoryBytes)}");
        }

        if (Exceeds(asked.DiskBytes, host.DiskBytes))
        {
            excesses.Add($"{Size(asked.DiskBytes)} of disk of {Size(host.DiskBytes)}");
        }

        return excesses.Count == 0 ? null : string.Join(" and ", excesses);
    }

    public static string Explain(EnvironmentClassResource asked, IEnumerable<RunnerResource> runners)
    {
        var hosts = runners.Select(runner => $"'{runner.Metadata.Name}' would have to give {Check(asked.Spec, runner.Status)}");
        return $"The class '{asked.Metadata.Name}' is larger than the host: {string.Join("; ", hosts)}. Choose a smaller class, or lower this one.";
    }

    private static bool Exceeds(long asked, long has) => has > 0 && asked > has;

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Gibibyte:0.##} GiB");
}
