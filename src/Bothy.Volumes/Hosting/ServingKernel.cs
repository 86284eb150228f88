using System.Globalization;

namespace Bothy.Volumes.Hosting;

/// <summary>What the host's kernel must do so that disks can be served.</summary>
public static class ServingKernel
{
    /// <summary>The first with <c>FUSE_NOTIFY_RESEND</c> (fuse(4), include/uapi/linux/fuse.h): requests outlive the server that took them.</summary>
    private static readonly Version First = new(6, 9);

    /// <summary>True if a volume server may end, and its successor go on, without an error for anybody.</summary>
    public static bool KeepsRequests => IsKept(File.ReadAllText("/proc/sys/kernel/osrelease")) && File.Exists("/dev/fuse");

    /// <summary>True for releases that are new enough, as <c>uname -r</c> names them; false for what cannot be read.</summary>
    internal static bool IsKept(string release)
    {
        var numbers = release.Trim().Split('.', '-', '+');
        return numbers.Length >= 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && new Version(major, minor) >= First;
    }
}
