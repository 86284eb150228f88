using System.Globalization;

namespace Bothy.Volumes.Disks;

/// <summary>
/// Bounds what a disk's block device sends to the volume server at once (Documentation/ABI/stable/sysfs-block): requests that wait for their turn there take memory.
/// </summary>
internal static class QueueLimit
{
    /// <summary>More of them make no disk faster.</summary>
    public const int Requests = 32;

    /// <summary>KiB of a request: as much as one to the server may have.</summary>
    private const int LargestRequest = 1024;

    /// <summary>Bytes of a discard: others get in between two.</summary>
    private const int LargestDiscard = 64 << 20;

    public static void Apply(string deviceName)
    {
        var queue = $"/sys/block/{deviceName}/queue";
        Write(Path.Combine(queue, "nr_requests"), Requests);
        Write(Path.Combine(queue, "max_sectors_kb"), LargestRequest);
        Write(Path.Combine(queue, "discard_max_bytes"), LargestDiscard);
    }

    private static void Write(string setting, int value) => File.WriteAllText(setting, value.ToString(CultureInfo.InvariantCulture));
}
