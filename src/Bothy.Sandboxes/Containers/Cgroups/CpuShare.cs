namespace Bothy.Sandboxes.Containers.Cgroups;

/// <summary>
/// What a control group gets of a CPU that several want, in proportion to what its siblings have. One core's worth is what the kernel gives a group that nobody weighs:
/// 1024 shares (cgroup v1, <c>cpu.shares</c>, 2 to 262144) or a weight of 100 (v2, <c>cpu.weight</c>, 1 to 10000).
/// </summary>
/// <param name="Millis">Thousandths of a core.</param>
internal readonly record struct CpuShare(long Millis)
{
    private const long UsualShares = 1024;
    private const long UsualWeight = 100;
    private const long Core = 1000;

    public static CpuShare Usual { get; } = new(Core);

    /// <summary>For <c>cpu.shares</c>.</summary>
    public long Shares => Math.Clamp(Millis * UsualShares / Core, 2, 262_144);

    /// <summary>For <c>cpu.weight</c>.</summary>
    public long Weight => Math.Clamp(Millis * UsualWeight / Core, 1, 10_000);

    /// <summary>The share of an environment: in proportion to the CPU that its class gives.</summary>
    public static CpuShare Of(int millis) => new(millis);

    public CpuShare Part(int divisor) => new(Millis / divisor);

    public CpuShare Times(int factor) => new(Millis * factor);
}
