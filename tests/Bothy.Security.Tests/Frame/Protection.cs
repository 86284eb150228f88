namespace Bothy.Security.Tests.Frame;

/// <summary>What stands between root inside an environment and the host. Each can be taken away from a sandbox of these tests, and from no other.</summary>
public enum Protection
{
    /// <summary>Root inside is an unprivileged user of the host, and its capabilities end at the namespaces it owns.</summary>
    UserNamespace,

    /// <summary>The system calls of the seccomp profile.</summary>
    Seccomp,

    /// <summary>The devices that the control group lets through.</summary>
    DeviceRules,

    /// <summary>Paths of /proc and /sys that are covered or read-only.</summary>
    Masking,

    /// <summary>Nothing but the environment's own files is mounted above or below its root directory. Without it there is no user namespace either: it could mount nothing.</summary>
    MountNamespace,

    PidNamespace,
    NetworkNamespace,
    IpcNamespace,
    CgroupNamespace,

    /// <summary>Directories of the host that are bound read-only.</summary>
    ReadOnlyBind,

    /// <summary>Only chosen descriptors reach the first process.</summary>
    ClosedDescriptors,

    PidsLimit,
    MemoryLimit,
    DiskLimit,

    /// <summary>Each environment's user namespace belongs to a host id of its own, to which the kernel charges what it counts by user.</summary>
    OwnerOfItsOwn,

    /// <summary>Mounts on the host are nosuid and nodev.</summary>
    HostMountOptions,

    /// <summary>Mounts on the host lie below directories that only root enters.</summary>
    HostDirectoryMode,

    /// <summary>The firewall's rules.</summary>
    Firewall,
}
