using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Machines;

/// <summary>Takes one wish after the other and decides on each.</summary>
internal sealed class DemandCollector(MergedConfiguration configuration)
{
    private const int MostMounts = 64;
    private readonly List<MachineMount> mounts = [];
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);
    private readonly List<string> warnings = [];

    public string? Hostname { get; set; }

    public string? User { get; set; }

    public long? SharedMemoryBytes { get; set; }

    public int? CpuMillis { get; set; }

    public long? MemoryBytes { get; set; }

    public int? Pids { get; set; }

    public void Warn(string warning) => warnings.Add(warning);

    /// <param name="origin">The property or option that asks for it.</param>
    public void Mount(string origin, MountRequest request)
    {
        var (mount, refusal) = MountRules.Judge(request, configuration);
        if (mount is null)
        {
            Warn($"{origin}: {QuotedText.Of(request.Source ?? request.Type ?? "")} at {QuotedText.Of(request.Target ?? "")} is not mounted: {refusal}.");
            return;
        }

        mounts.RemoveAll(other => other.Target == mount.Target);
        if (mounts.Count == MostMounts)
        {
            Warn($"{origin}: {QuotedText.Of(mount.Target)} is not mounted: an environment has {MostMounts} mounts of its own at most.");
            return;
        }

        mounts.Add(mount);
        if (request.ReadOnly)
        {
            Warn($"{origin}: {QuotedText.Of(mount.Target)} is mounted writable; it is the environment's own.");
        }
    }

    public void Variable(string name, string value) => environment[name] = value;

    public void Capabilities(string origin, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (CapabilityRules.Refusal(name) is { } refusal)
            {
                Warn($"{origin}: {QuotedText.Of(name)} has no effect: {refusal}.");
            }
        }
    }

    public void SecurityOption(string origin, string option)
    {
        if (SecurityOptionRules.Refusal(option) is { } refusal)
        {
            Warn($"{origin}: {QuotedText.Of(option)} has no effect: {refusal}.");
        }
    }

    public void Privileged(string origin) => Warn(
        $"{origin}: root inside has every capability over the environment itself, mounts filesystems and runs Docker, as in all environments; the host's devices and kernel are handed to none.");

    public MachineDemands ToDemands() => new()
    {
        Mounts = [.. mounts.OrderBy(mount => mount.Target, StringComparer.Ordinal)],
        Hostname = Hostname,
        SharedMemoryBytes = SharedMemoryBytes,
        CpuMillis = CpuMillis,
        MemoryBytes = MemoryBytes,
        Pids = Pids,
        Environment = environment,
        User = User,
        Warnings = warnings,
    };
}
