using System.Globalization;

namespace Bothy.Daemon.Checks;

/// <summary>What environments need of the host. Only looks; changes nothing.</summary>
internal static class HostChecks
{
    // Overlays over id-mapped layers: Linux 5.19.
    private static readonly Version OldestKernel = new(5, 19);

    private static readonly (string Program, string Package)[] Programs =
    [
        ("runc", "runc"),
        ("setpriv", "util-linux"),
        ("mkfs.ext4", "e2fsprogs"),
        ("ip", "iproute2"),
        ("nft", "nftables"),
        ("mmdebstrap", "mmdebstrap"),
        ("git", "git"),
    ];

    private static readonly string[] Filesystems = ["erofs", "overlay", "ext4"];

    public static IEnumerable<CheckResult> All() =>
        [Root(), Kernel(), .. Programs.Select(Program), .. Filesystems.Select(Filesystem), Loop(), UserNamespaces(), .. Controllers()];

    internal static CheckResult Program((string Program, string Package) wanted)
    {
        string[] directories = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];
        var path = directories.Where(directory => directory.Length > 0)
            .Select(directory => Path.Combine(directory, wanted.Program)).FirstOrDefault(File.Exists);
        return path is not null
            ? new(wanted.Program, CheckState.Ok, path)
            : new(wanted.Program, CheckState.Missing, "not found", $"apt-get install {wanted.Package}");
    }

    private static CheckResult Root() => Environment.IsPrivilegedProcess
        ? new("root", CheckState.Ok, "running as root")
        : new("root", CheckState.Missing, $"running as {Environment.UserName}", "run it with sudo");

    private static CheckResult Kernel()
    {
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        var numbers = release.Split('.', '-');
        var version = new Version(int.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture));
        return version >= OldestKernel
            ? new("kernel", CheckState.Ok, release)
            : new("kernel", CheckState.Missing, release, $"boot Linux {OldestKernel} or later: it is the first with id-mapped layers in overlays");
    }

    private static CheckResult Filesystem(string name)
    {
        // A filesystem in a module that is not loaded is not listed, and mounting loads it.
        var known = File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\t" + name, StringComparison.Ordinal));
        return known
            ? new(name, CheckState.Ok, "known to the kernel")
            : new(name, CheckState.Warning, "not known to the kernel yet", $"modprobe {name}");
    }

    private static CheckResult Loop() => File.Exists("/dev/loop-control")
        ? new("loop devices", CheckState.Ok, "/dev/loop-control")
        : new("loop devices", CheckState.Missing, "no /dev/loop-control", "modprobe loop");

    private static CheckResult UserNamespaces()
    {
        const string limit = "/proc/sys/user/max_user_namespaces";
        var allowed = File.Exists(limit) ? int.Parse(File.ReadAllText(limit).Trim(), CultureInfo.InvariantCulture) : 0;
        return allowed > 0
            ? new("user namespaces", CheckState.Ok, $"{allowed} allowed")
            : new("user namespaces", CheckState.Missing, "none allowed", "sysctl user.max_user_namespaces=10000");
    }

    private static IEnumerable<CheckResult> Controllers()
    {
        const string root = "/sys/fs/cgroup";
        const string unified = root + "/cgroup.controllers";
        string[] inUnified = File.Exists(unified) ? File.ReadAllText(unified).Split(' ', StringSplitOptions.TrimEntries) : [];
        foreach (var controller in new[] { "cpu", "memory", "pids" })
        {
            var place = inUnified.Contains(controller) ? "version 2" : Directory.Exists($"{root}/{controller}") ? "version 1" : null;
            yield return place is not null
                ? new($"{controller} limits", CheckState.Ok, $"control groups, {place}")
                : new($"{controller} limits", CheckState.Missing, $"no {controller} controller under {root}", "enable it in the kernel's command line or in the container that this host is");
        }
    }
}
