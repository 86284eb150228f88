using System.Globalization;
using System.Text.Json.Nodes;
using Bothy.Sandboxes.Containers.Staging;

namespace Bothy.Sandboxes.Containers.Oci;

/// <summary>Writes a container as the runtime's <c>config.json</c> (OCI runtime specification 1.0.2).</summary>
internal static class RuntimeSpec
{
    // Every capability: root inside has them over the environment's own namespaces, and over nothing else. Fewer would protect nothing, since
    // anyone has all of them in a nested user namespace, and "docker run --privileged" inside could not hand them on.
    private static readonly string[] Capabilities =
    [
        "CAP_AUDIT_CONTROL", "CAP_AUDIT_READ", "CAP_AUDIT_WRITE", "CAP_BLOCK_SUSPEND", "CAP_BPF", "CAP_CHECKPOINT_RESTORE", "CAP_CHOWN",
        "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_KILL", "CAP_LEASE",
        "CAP_LINUX_IMMUTABLE", "CAP_MAC_ADMIN", "CAP_MAC_OVERRIDE", "CAP_MKNOD", "CAP_NET_ADMIN", "CAP_NET_BIND_SERVICE",
        "CAP_NET_BROADCAST", "CAP_NET_RAW", "CAP_PERFMON", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYSLOG", "CAP_SYS_ADMIN",
        "CAP_SYS_BOOT", "CAP_SYS_CHROOT", "CAP_SYS_MODULE", "CAP_SYS_NICE", "CAP_SYS_PACCT", "CAP_SYS_PTRACE", "CAP_SYS_RAWIO", "CAP_SYS_RESOURCE",
        "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_WAKE_ALARM",
    ];

    private static readonly string[] MaskedPaths =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/kmsg", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/bpf", "/sys/fs/ext4",
        "/sys/fs/pstore", "/sys/devices/system/cpu/vulnerabilities", "/sys/kernel/debug", "/sys/kernel/security", "/sys/kernel/tracing",
        "/sys/power",
    ];

    /// <summary>
    /// A proc and a sysfs without masks, out of reach below an empty directory. The kernel lets nested namespaces mount either only where one
    /// is whole (mount_too_revealing in its fs/namespace.c); docs/isolation.md says why this shows nothing new. The sysfs comes before
    /// <c>/sys</c>, so that read-only is a property of that mount and not of the filesystem.
    /// </summary>
    private const string Whole = "/run/bothy/whole";

    private static readonly string[] ReadOnlyPaths =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys/kernel", "/proc/sys/vm", "/proc/sys/fs", "/proc/sysrq-trigger"];

    public static JsonObject Write(ContainerSpec spec, StagePaths stage)
    {
        var configuration = new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["hostname"] = spec.Hostname,
            ["root"] = new JsonObject { ["path"] = stage.Root },
            ["process"] = Process(spec),
            ["mounts"] = Mounts(spec, stage),
            ["linux"] = Linux(spec),
        };
        spec.Weaken?.Invoke(configuration);
        return configuration;
    }

    private static JsonObject Process(ContainerSpec spec)
    {
        var capabilities = new JsonObject();
        foreach (var set in (string[])["bounding", "effective", "permitted"])
        {
            capabilities[set] = Strings(Capabilities);
        }

        return new JsonObject
        {
            ["args"] = Strings(spec.Arguments),
            ["env"] = Strings(spec.Environment),
            ["cwd"] = spec.WorkingDirectory,
            ["user"] = new JsonObject { ["uid"] = spec.User, ["gid"] = spec.User, ["umask"] = 18 },
            ["noNewPrivileges"] = false,
            ["capabilities"] = capabilities,
        };
    }

    private static JsonArray Mounts(ContainerSpec spec, StagePaths stage)
    {
        var mounts = new JsonArray([.. spec.Temporary.Select(path => (JsonNode)Mount(path, "tmpfs", "tmpfs", "nosuid", "nodev", "mode=755"))]);
        ReadOnlySpan<JsonObject> kernel =
        [
            Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Mount("/dev/shm", "tmpfs", "shm", "nosuid", "nodev", "mode=1777", Size(spec.SharedMemoryBytes)),
            Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            Mount(Path.Combine(Whole, "proc"), "proc", "proc", "nosuid", "noexec", "nodev"),
            Mount(Path.Combine(Whole, "sys"), "sysfs", "sysfs", "nosuid", "noexec", "nodev"),
            Mount(Whole, "tmpfs", "tmpfs", "nosuid", "noexec", "nodev", "ro", "mode=0555", "size=4k"),
            Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
            Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "rw"),
        ];
        foreach (var mount in kernel)
        {
            mounts.Add(mount);
        }

        foreach (var device in StagedDevice.All)
        {
            mounts.Add(Mount(device.Path, "bind", stage.Device(device), "bind"));
        }

        var hostIndex = 0;
        foreach (var bind in spec.Binds)
        {
            var source = bind.OnDisk ? Path.Combine(stage.Disk, bind.Source) : stage.Bind(hostIndex++);
            mounts.Add(Bind(bind, source));
        }

        foreach (var memory in spec.MemoryMounts)
        {
            mounts.Add(Mount(memory.Target, "tmpfs", "tmpfs", "nosuid", "nodev", $"mode={memory.Mode}", Size(memory.Bytes)));
        }

        return mounts;
    }

    private static string Size(long? bytes) => bytes is { } limit ? string.Create(CultureInfo.InvariantCulture, $"size={limit}") : "size=50%";

    private static JsonObject Linux(ContainerSpec spec) => new()
    {
        ["cgroupsPath"] = spec.Cgroup.RuntimePath,
        ["namespaces"] = new JsonArray(
            new JsonObject { ["type"] = "pid" },
            new JsonObject { ["type"] = "mount" },
            new JsonObject { ["type"] = "uts" },
            new JsonObject { ["type"] = "ipc" },
            new JsonObject { ["type"] = "cgroup" },
            new JsonObject { ["type"] = "user", ["path"] = spec.UserNamespace },
            new JsonObject { ["type"] = "network", ["path"] = spec.NetworkNamespace }),
        ["uidMappings"] = new JsonArray(Mapping(spec)),
        ["gidMappings"] = new JsonArray(Mapping(spec)),
        ["resources"] = new JsonObject { ["devices"] = DeviceRules() },
        ["maskedPaths"] = Strings(MaskedPaths),
        ["readonlyPaths"] = Strings(ReadOnlyPaths),
        ["seccomp"] = Seccomp.SeccompProfile.Read(),
    };

    /// <summary>Nothing but the harmless devices: null, zero, full, random, urandom, tty, ptmx, terminals, fuse, tun.</summary>
    private static JsonArray DeviceRules()
    {
        var rules = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" });
        (uint, uint)[] harmless = [(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 2)];
        foreach (var (major, minor) in harmless.Concat(StagedDevice.All.Select(device => (device.Major, device.Minor))))
        {
            rules.Add(new JsonObject { ["allow"] = true, ["type"] = "c", ["major"] = major, ["minor"] = minor, ["access"] = "rwm" });
        }

        rules.Add(new JsonObject { ["allow"] = true, ["type"] = "c", ["major"] = 136, ["access"] = "rwm" });
        return rules;
    }

    private static JsonObject Mapping(ContainerSpec spec) => new()
    {
        ["containerID"] = 0,
        ["hostID"] = spec.Ids.First,
        ["size"] = spec.Ids.Length,
    };

    /// <summary>The staged mount has its attributes already, and they are locked: the runtime must not touch them.</summary>
    private static JsonObject Bind(BindMount bind, string source) => Mount(bind.Target, "bind", source, "rbind");

    private static JsonObject Mount(string destination, string type, string source, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = source,
        ["options"] = Strings(options),
    };

    private static JsonArray Strings(IEnumerable<string> values) => new(values.Select(value => (JsonNode)value).ToArray());
}
