using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Attempts;

/// <summary>Devices, filesystems and control groups.</summary>
internal static class Disks
{
    private const string Node = "planted";

    public static IReadOnlyList<Attempt> All { get; } =
    [
        One("raw_disk", "read a disk of the host", Error.EPERM, (Protection.UserNamespace, Error.EPERM), (Protection.DeviceRules, Error.EPERM)) with
        {
            Prepare = laboratory => Task.FromResult(new Stage { Arguments = ["b", .. NumbersOf(laboratory.SpareDevice)] }),
        },
        One("kernel_message_device", "read the host's kernel messages from a device", Error.EPERM, (Protection.UserNamespace, Error.EPERM), (Protection.DeviceRules, Error.EPERM)) with
        {
            Prepare = _ => Task.FromResult(new Stage { Arguments = ["c", "1", "11"] }),
        },
        Planted("planted_device", "read a disk of the host through a device node that came with the image or the disk", (Protection.DeviceRules, Error.EPERM)),
        Planted("mount_disk", "have the kernel read a filesystem of the environment's making", (Protection.UserNamespace, Error.EPERM), (Protection.DeviceRules, Error.EPERM)),
        Mounting("mount_debugfs", "reach the kernel's debugging files", "/sys/kernel/debug"),
        Mounting("mount_tracefs", "trace the host's kernel", "/sys/kernel/tracing"),
        Mounting("mount_securityfs", "reach the host's security modules", "/sys/kernel/security"),
        Mounting("mount_devtmpfs", "see all devices of the host", "/sys/class/mem"),
        One("release_agent", "have the kernel run a program as the host's root when a control group empties", Error.ENOENT, (Protection.CgroupNamespace, Error.ENOENT), (Protection.UserNamespace, Error.EPERM)) with
        {
            Needs = "/sys/fs/cgroup/devices/release_agent",
            Prepare = _ => Task.FromResult(new Stage { Arguments = ["devices"] }),
        },
        Limit("own_memory_limit", "raise its own limit of memory", "/sys/fs/cgroup/memory/memory.limit_in_bytes"),
        Limit("own_process_limit", "raise its own limit of CPU", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
        Limit("own_device_rules", "let more devices through", "/sys/fs/cgroup/devices/devices.allow"),
        One("read_only_bind", "write to a directory of the host that is only shown", Error.EROFS, (Protection.ReadOnlyBind, Error.EROFS)),
        One("remount_read_only_bind", "make a directory of the host writable that is only shown", Error.EPERM, (Protection.UserNamespace, Error.EPERM)),
        One("host_program", "change a program of the host that runs inside", Error.EACCES, (Protection.UserNamespace, Error.EACCES), (Protection.ReadOnlyBind, Error.EROFS)),
        One("freeze_disk", "stop every write to a disk, the host's own included", Error.EPERM, (Protection.UserNamespace, Error.EPERM)),
        One("immutable_file", "make files that the host cannot remove", Error.EPERM, (Protection.UserNamespace, Error.EPERM)),
        One("overlay_redirect", "lead the host's overlay to other files", Error.EPERM, (Protection.UserNamespace, Error.EPERM)),
        One("disk_priority", "read and write before everybody else", Error.EPERM, (Protection.UserNamespace, Error.EPERM)),
        One("cpu_priority", "run before everybody else", Error.EACCES, (Protection.UserNamespace, Error.EACCES)),
    ];

    private static Attempt One(string name, string aim, Error refused, params (Protection Protection, Error Error)[] by) => new()
    {
        Name = name,
        Aim = aim,
        Refused = refused,
        By = by.ToDictionary(layer => layer.Protection, layer => layer.Error),
    };

    private static Attempt Mounting(string name, string aim, string needs) =>
        One(name, aim, Error.EPERM, (Protection.UserNamespace, Error.EPERM)) with { Needs = needs };

    private static Attempt Limit(string name, string aim, string path) =>
        One(name, aim, Error.EACCES, (Protection.UserNamespace, Error.EACCES)) with
        {
            Needs = path,
            Prepare = _ => Task.FromResult(new Stage { Arguments = [path] }),
        };

    /// <summary>The host puts a device node on the environment's disk, where anyone may open it.</summary>
    private static Attempt Planted(string name, string aim, params (Protection Protection, Error Error)[] by) =>
        One(name, aim, Error.EPERM, by) with
        {
            Prepare = async laboratory =>
            {
                var path = Path.Combine(laboratory.DiskPath(limited: true), "workspaces", Node);
                File.Delete(path);
                await Laboratory.RunAsync("mknod", ["-m", "0666", path, "b", .. NumbersOf(laboratory.SpareDevice)]);
                return new Stage
                {
                    Arguments = [$"/workspaces/{Node}"],
                    Undo = () =>
                    {
                        File.Delete(path);
                        return ValueTask.CompletedTask;
                    },
                };
            },
        };

    private static string[] NumbersOf(string device)
    {
        var numbers = File.ReadAllText($"/sys/class/block/{Path.GetFileName(device)}/dev").Trim().Split(':');
        return [numbers[0], numbers[1]];
    }
}
