namespace Bothy.Volumes.Disks;

/// <summary>Keeps one stalled disk from filling the host's memory with dirty pages (Documentation/ABI/testing/sysfs-class-bdi).</summary>
internal static class WritebackLimit
{
    private const string SharePercent = "20";

    /// <summary>Gives the device a share of the dirty page budget that it cannot exceed, also while nobody else wants theirs.</summary>
    public static void Apply(string deviceNumber)
    {
        var settings = $"/sys/class/bdi/{deviceNumber}";
        File.WriteAllText(Path.Combine(settings, "max_ratio"), SharePercent);
        var strict = Path.Combine(settings, "strict_limit");

        // Since Linux 6.2; before, the share binds only under pressure.
        if (File.Exists(strict))
        {
            File.WriteAllText(strict, "1");
        }
    }
}
