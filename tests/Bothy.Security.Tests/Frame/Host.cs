using System.Globalization;
using System.Runtime.InteropServices;

namespace Bothy.Security.Tests.Frame;

/// <summary>What this host's root can do.</summary>
internal static class Host
{
    // In the order of their numbers (linux/capability.h).
    private static readonly string[] Names =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
        "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
        "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
        "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    /// <summary>Some kernels, and some machines that are virtual, end programs that make them.</summary>
    public const string Calls32Bit = "32-bit system calls (int 0x80)";

    public static IReadOnlyList<string> Capabilities { get; } = ReadCapabilities();

    /// <summary>What root of a host may have at all.</summary>
    public static IReadOnlyList<string> AllCapabilities { get; } = [.. Names.Select(name => "CAP_" + name)];

    public static string? Missing { get; } =
        System.Environment.UserName != "root" ? "needs root"
        : RuntimeInformation.ProcessArchitecture != Architecture.X64 ? "needs x86-64: some payloads are written for it"
        : !File.Exists("/bin/busybox") ? "needs busybox-static"
        : !File.Exists("/usr/sbin/runc") && !File.Exists("/usr/bin/runc") ? "needs runc"
        : PayloadProgram.Missing;

    private static List<string> ReadCapabilities()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        var bits = ulong.Parse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return [.. Names.Where((_, index) => (bits >> index & 1) != 0).Select(name => "CAP_" + name)];
    }
}
