namespace Bothy.Devcontainers.Machines;

/// <summary>Which capabilities (capabilities(7)) an environment's root has: all that mean something inside a user namespace.</summary>
internal static class CapabilityRules
{
    private static readonly string[] Given =
    [
        "ALL", "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK",
        "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
        "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE",
        "SYS_RESOURCE", "SYS_TTY_CONFIG", "WAKE_ALARM",
    ];

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["SYS_MODULE"] = "kernel modules would be the host's",
        ["SYS_RAWIO"] = "it reaches the host's devices",
        ["SYS_TIME"] = "the clock is the host's",
        ["SYSLOG"] = "the kernel's log is the host's",
        ["BPF"] = "programs in the kernel would see the whole host",
        ["PERFMON"] = "it observes the whole host",
        ["CHECKPOINT_RESTORE"] = "the kernel gives it outside of user namespaces only",
    };

    /// <summary>Why root inside does not have it; null if it has.</summary>
    public static string? Refusal(string name)
    {
        var upper = name.ToUpperInvariant();
        var plain = upper.StartsWith("CAP_", StringComparison.Ordinal) ? upper[4..] : upper;
        return Given.Contains(plain) ? null : Refused.GetValueOrDefault(plain) ?? "there is no such capability";
    }
}
