using Bothy.Security.Tests.Attempts;
using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Guest;

/// <summary>All attempts that are made in a guest.</summary>
internal static class GuestAttempts
{
    private const string Marked = "read -t 1 nothing <&8; [ -e /marks/mark ]";
    private const string Neighbour = "[ -s /marks/neighbour ]";

    private static readonly IReadOnlySet<string> KnownToTheGuest = new HashSet<string>
    {
        "/dev/port", "/proc/modules", "/sys/kernel/kexec_loaded", "/proc/kcore", "/proc/sysrq-trigger", "/proc/timer_list",
    };

    /// <summary>Those whose success does harm.</summary>
    public static IReadOnlyList<GuestAttempt> Harmful { get; } =
    [
        One("stop_all_writes", "make every filesystem of the host read-only with SysRq", Error.EACCES, (Protection.UserNamespace, Error.EACCES), (Protection.Masking, Error.EROFS)) with
        {
            Harm = "read -t 1 nothing <&8; ! touch /host-disk/probe",
            After = "mount -o remount,rw /host-disk; mount -o remount,rw /limited; mount -o remount,rw /; mount -o remount,rw /run",
        },
        One("program_for_crashes", "have the kernel run a program as the host's root when something crashes", Error.EACCES, (Protection.UserNamespace, Error.EACCES), (Protection.Masking, Error.EROFS)) with
        {
            Harm = Marked,
            After = "echo core > /proc/sys/kernel/core_pattern",
        },
        One("program_for_modules", "have the kernel run a program as the host's root for a missing module", Error.EACCES, (Protection.UserNamespace, Error.EACCES), (Protection.Masking, Error.EROFS)) with
        {
            Harm = Marked,
            After = "echo /sbin/modprobe > /proc/sys/kernel/modprobe",
        },
        One("program_for_groups", "have the kernel run a program as the host's root when a control group empties", Error.ENOENT, (Protection.CgroupNamespace, Error.ENOENT), (Protection.UserNamespace, Error.EPERM)) with
        {
            Arguments = ["devices"],
            Harm = Marked,
            After = "echo > /sys/fs/cgroup/devices/release_agent; rmdir /sys/fs/cgroup/devices/emptied",
        },
        One("overwrite_disk", "write to a disk of the host past its filesystem", Error.EPERM, (Protection.UserNamespace, Error.EPERM), (Protection.DeviceRules, Error.EPERM)) with
        {
            Arguments = ["b", "7", "0"],
            Harm = "[ \"$(dd if=/dev/loop0 bs=4 count=1)\" = harm ]",
            After = "dd if=/dev/zero of=/dev/loop0 bs=4 count=1 conv=notrunc",
        },
        One("load_module", "load a module into the host's kernel", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM)) with
        {
            Harm = "[ -d /sys/module/dummy ]",
            After = "rmmod dummy",
        },
        One("set_clock", "turn the host's clock", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM)) with
        {
            Before = "date +%s > /run/clock",
            Harm = "[ $(date +%s) -gt $(($(cat /run/clock) + 86400)) ]",
            After = "date -s @$(cat /run/clock)",
        },
        One("flood_kernel_log", "drown what the host's kernel says", Error.EPERM, (Protection.UserNamespace, Error.EPERM), (Protection.DeviceRules, Error.EPERM)) with
        {
            Harm = "dmesg | grep 'flood from inside'",
        },
        One("flood_processes", "leave nobody else a process", Error.EAGAIN, (Protection.PidsLimit, Error.EAGAIN)) with
        {
            Arguments = ["2000"],
            Before = Beside("forks"),
            Harm = $"read -t 3 nothing <&8; {Neighbour}",
            After = "killall attempts",
        },
        One("memory_bomb", "take the host's memory", Error.ENOMEM, (Protection.MemoryLimit, Error.ENOMEM)) with
        {
            Arguments = ["600"],
            Harm = "dmesg | grep 'Out of memory: Killed process'",
        },
        One("flood_open_files", "leave nobody else an open file", Error.ENOMEM, (Protection.MemoryLimit, Error.ENOMEM)) with
        {
            Arguments = ["16", "18000"],
            Before = Beside("opens"),
            Harm = Neighbour,
            After = "killall attempts",
        },
        One("flood_inotify", "leave the host's root no inotify", Error.EMFILE, (Protection.OwnerOfItsOwn, Error.EMFILE)) with
        {
            Before = Beside("watches"),
            Harm = Neighbour,
            After = "killall attempts",
        },
        One("flood_keys", "leave the host's root no memory for keys", Error.ENOSYS, (Protection.Seccomp, Error.ENOSYS), (Protection.UserNamespace, Error.EDQUOT)) with
        {
            Arguments = ["1000"],
            Harm = "attempts use_key | grep refused",
            After = "attempts clear_keys",
        },
        One("flood_disk", "fill the host's disk", Error.ENOSPC, (Protection.DiskLimit, Error.ENOSPC)) with
        {
            Arguments = ["64"],
            Harm = "! dd if=/dev/zero of=/host-disk/probe bs=64k count=1 conv=fsync",
            After = "rm -rf /host-disk/flood /limited/flood /host-disk/probe",
        },
        One("flood_inodes", "leave the host no file", Error.ENOSPC, (Protection.DiskLimit, Error.ENOSPC)) with
        {
            Arguments = ["6000"],
            Harm = "! touch /host-disk/probe",
            After = "rm -rf /host-disk/flood /limited/flood /host-disk/probe",
        },
    ];

    /// <summary>Those of the catalogue that mean nothing on this host, whose kernel lacks what they are after.</summary>
    public static IReadOnlyList<GuestAttempt> ImpossibleHere { get; } =
    [
        .. Catalogue.All
            .Where(attempt => attempt.Needs is { } path && KnownToTheGuest.Contains(path) && !Path.Exists(path))
            .Select(attempt => new GuestAttempt
            {
                Name = attempt.Name,
                Aim = attempt.Aim,
                Refused = attempt.Refused,
                By = attempt.By,
                Arguments = attempt.Arguments,
            }),
    ];

    /// <summary>Starts a neighbour that does something again and again until it is refused.</summary>
    private static string Beside(string what) => $"attempts neighbour {what} /marks/neighbour & until [ -e /marks/neighbour ]; do sleep 0.1; done; sleep 0.5";

    private static GuestAttempt One(string name, string aim, Error refused, params (Protection Protection, Error Error)[] by) => new()
    {
        Name = name,
        Aim = aim,
        Refused = refused,
        By = by.ToDictionary(layer => layer.Protection, layer => layer.Error),
    };
}
