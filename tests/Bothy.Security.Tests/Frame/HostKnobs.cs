namespace Bothy.Security.Tests.Frame;

/// <summary>The host's settings that an attempt could have turned: read before and after each.</summary>
public sealed record HostKnobs(string Text)
{
    // Only what nobody changes while tests run.
    private static readonly string[] Files =
    [
        .. Below(
            "/proc/sys/kernel",
            "core_pattern", "core_pipe_limit", "core_uses_pid", "dmesg_restrict", "domainname", "hostname", "hotplug", "kptr_restrict", "modprobe", "modules_disabled",
            "overflowuid", "panic", "panic_on_oops", "perf_event_paranoid", "pid_max", "poweroff_cmd", "printk", "randomize_va_space", "sysrq", "threads-max",
            "unprivileged_bpf_disabled", "io_uring_disabled", "shmmax", "msgmax"),
        .. Below(
            "/proc/sys/vm",
            "dirty_ratio", "dirty_bytes", "max_map_count", "min_free_kbytes", "mmap_min_addr", "overcommit_memory", "overcommit_ratio", "panic_on_oom",
            "swappiness", "unprivileged_userfaultfd"),
        .. Below(
            "/proc/sys/fs",
            "file-max", "nr_open", "pipe-max-size", "protected_fifos", "protected_hardlinks", "protected_regular", "protected_symlinks", "suid_dumpable",
            "inotify/max_user_instances", "inotify/max_user_watches", "mqueue/queues_max"),
        .. Below("/proc/sys/user", "max_user_namespaces", "max_inotify_instances", "max_net_namespaces"),
        "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/fs/cgroup/devices/release_agent", "/proc/modules", "/etc/hostname",
    ];

    public static HostKnobs Read() => new(string.Join('\n', Files.Where(File.Exists).Select(path => $"{path} = {Content(path)}")));

    /// <summary>Lines that differ.</summary>
    public IReadOnlyList<string> ChangedTo(HostKnobs later) => [.. later.Text.Split('\n').Except(Text.Split('\n'))];

    private static IEnumerable<string> Below(string directory, params string[] names) => names.Select(name => Path.Combine(directory, name));

    private static string Content(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim().ReplaceLineEndings(" / ");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.GetType().Name;
        }
    }
}
