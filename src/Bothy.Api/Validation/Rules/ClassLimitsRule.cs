using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation.Rules;

/// <summary>Limits are neither too small to start anything nor beyond what a host can have.</summary>
internal sealed class ClassLimitsRule : IRule<EnvironmentClassResource>
{
    private const long Kibibyte = 1L << 10;
    private const long Mebibyte = 1L << 20;
    private const long Tebibyte = 1L << 40;

    public IEnumerable<ProblemError> Check(EnvironmentClassResource resource)
    {
        var spec = resource.Spec;
        if (spec.CpuMillis != 0 && spec.CpuMillis is < 100 or > 1_024_000)
        {
            yield return new ProblemError("spec.cpuMillis", "must be 0 (all of the host's) or 100 to 1024000 thousandths of a core");
        }

        if (spec.MemoryBytes != 0 && spec.MemoryBytes is < 64 * Mebibyte or > 64 * Tebibyte)
        {
            yield return new ProblemError("spec.memoryBytes", $"must be 0 (half of the host's) or {64 * Mebibyte} (64 MiB) to {64 * Tebibyte} (64 TiB)");
        }

        if (spec.DiskBytes is < 64 * Mebibyte or > Tebibyte)
        {
            yield return new ProblemError("spec.diskBytes", $"must be {64 * Mebibyte} (64 MiB) to {Tebibyte} (1 TiB)");
        }

        if (spec.Pids is < 64 or > 4_194_304)
        {
            yield return new ProblemError("spec.pids", "must be 64 to 4194304");
        }

        if (spec.NetworkBytesPerSecond != 0 && spec.NetworkBytesPerSecond is < 16 * Kibibyte or > Tebibyte)
        {
            yield return new ProblemError("spec.networkBytesPerSecond", $"must be 0 (no ceiling) or {16 * Kibibyte} (16 KiB/s) to {Tebibyte} (1 TiB/s)");
        }

        if (spec.Description?.Length > 1024)
        {
            yield return new ProblemError("spec.description", "must have at most 1024 characters");
        }
    }
}
