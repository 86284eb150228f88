using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Attempts;

/// <summary>Files of /proc and /sys through which the kernel is told what to do, or tells what it knows. Those for writing are opened and left as they are.</summary>
internal static class KernelFiles
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        Writing("sysrq_trigger", "make the kernel reboot or crash", "/proc/sysrq-trigger"),
        Writing("core_pattern", "have the kernel run a program as the host's root when something crashes", "/proc/sys/kernel/core_pattern"),
        Writing("poweroff_command", "have the kernel run a program as the host's root at shutdown", "/proc/sys/kernel/poweroff_cmd"),
        Writing("modprobe_program", "have the kernel run a program as the host's root for a missing module", "/proc/sys/kernel/modprobe"),
        Writing("drop_caches", "empty the host's page cache", "/proc/sys/vm/drop_caches"),
        Writing("memory_overcommit", "change how the host hands out memory", "/proc/sys/vm/overcommit_memory"),
        Writing("file_limit", "change the host's limit of open files", "/proc/sys/fs/file-max"),
        Writing("link_protection", "have the host follow other users' links", "/proc/sys/fs/protected_symlinks"),
        Writing("huge_pages", "change the host's memory management", "/sys/kernel/mm/transparent_hugepage/enabled"),
        Writing("uevent_program", "have the kernel run a program as the host's root for each new device", "/sys/kernel/uevent_helper"),
        Covered("power_state", "send the host to sleep", "/sys/power/state", Error.ENOENT),
        Covered("kernel_messages", "read the host's kernel messages from their file", "/proc/kmsg", Error.ENODATA),
        Covered("kernel_timers", "read what every process of the host waits for", "/proc/timer_list", Error.ENODATA),
        Covered("kernel_memory", "read all memory of the host", "/proc/kcore", Error.ENODATA),
        new()
        {
            Name = "disk_limit",
            Aim = "raise the limit of the environment's own disk",
            Refused = Error.ENOENT,
            By = new Dictionary<Protection, Error> { [Protection.Masking] = Error.ENOENT, [Protection.UserNamespace] = Error.EACCES },
            Prepare = laboratory => Task.FromResult(new Stage
            {
                Arguments = [$"/sys/fs/ext4/{Path.GetFileName(laboratory.Device(limited: true))}/reserved_clusters"],
            }),
        },
    ];

    private static Attempt Writing(string name, string aim, string path) => new()
    {
        Name = name,
        Aim = aim,
        Needs = path,
        Refused = Error.EACCES,
        By = new Dictionary<Protection, Error> { [Protection.UserNamespace] = Error.EACCES, [Protection.Masking] = Error.EROFS },
        Arguments = [path],
    };

    /// <param name="masked">What a covered path says.</param>
    private static Attempt Covered(string name, string aim, string path, Error masked) => new()
    {
        Name = name,
        Aim = aim,
        Needs = path,
        Refused = masked,
        By = new Dictionary<Protection, Error> { [Protection.Masking] = masked, [Protection.UserNamespace] = Error.EACCES },
        Arguments = [path],
    };
}
