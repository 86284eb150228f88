using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Metadata;

/// <summary>Of several sets of requirements, the most of each.</summary>
internal static class HostRequirementsMerge
{
    public static HostRequirements? Most(IReadOnlyList<HostRequirements> all) => all.Count == 0 ? null : new HostRequirements
    {
        Cpus = all.Max(one => one.Cpus),
        Memory = all.Max(one => one.Memory),
        Storage = all.Max(one => one.Storage),
        Gpu = Most([.. all.Select(one => one.Gpu).OfType<GpuRequirement>()]),
    };

    private static GpuRequirement? Most(IReadOnlyList<GpuRequirement> all) => all.Count == 0 ? null : new GpuRequirement
    {
        IsOptional = all.All(one => one.IsOptional),
        Cores = all.Max(one => one.Cores),
        Memory = all.Max(one => one.Memory),
    };
}
