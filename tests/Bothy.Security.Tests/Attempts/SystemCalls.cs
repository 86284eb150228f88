using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Attempts;

/// <summary>System calls into parts of the kernel that know no namespaces, or have often been broken.</summary>
internal static class SystemCalls
{
    private const string Key = "bothy-security-secret";

    public static IReadOnlyList<Attempt> All { get; } =
    [
        Call("kernel_log", "read the host's kernel messages", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM))
            with { Needs = RestrictedLog },
        Call("add_key", "fill the kernel's key memory", Error.ENOSYS, (Protection.Seccomp, Error.ENOSYS)),
        Call("keys_in_32_bit", "get at keys through 32-bit system calls", Error.ENOSYS, (Protection.Seccomp, Error.ENOSYS))
            with { Rare = Host.Calls32Bit },
        Call("rewritten_call", "get at keys by changing a system call after the filter saw it", Error.ENOSYS, (Protection.Seccomp, Error.ENOSYS)),
        Call("host_key", "read a key of the host's root", Error.ENOSYS, (Protection.Seccomp, Error.ENOSYS), (Protection.UserNamespace, Error.ENOKEY)) with
        {
            Prepare = async laboratory =>
            {
                (await laboratory.RunOnHostAsync("prepare_host_key", Key)).ShouldBe(Outcome.Succeeded);
                return new Stage
                {
                    Arguments = [Key],
                    Undo = async () => (await laboratory.RunOnHostAsync("remove_host_key", Key)).ShouldBe(Outcome.Succeeded),
                };
            },
        },
        Call("bpf_program", "run programs inside the kernel", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM)),
        Call("kernel_profiling", "watch the whole host's processors", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EACCES)),
        Call("user_fault", "stop the kernel at a page fault of its choice", Error.EPERM, (Protection.Seccomp, Error.EPERM)),
        Call("kernel_fault", "stop the kernel inside a system call", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM)),
        Call("io_uring", "reach the kernel around the filter", Error.EPERM, (Protection.Seccomp, Error.EPERM)),
        Call("host_clock", "turn the host's clock", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM)),
        Call("process_accounting", "have every process of the host recorded", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM)),
        Call("swap_space", "take the host's swap away", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM)),
        Call("io_ports", "talk to hardware", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM))
            with { Needs = "/dev/port" },
        Call("kernel_module", "load a kernel module", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM))
            with { Needs = "/proc/modules" },
        Call("other_kernel", "load another kernel", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM))
            with { Needs = "/sys/kernel/kexec_loaded" },
        Call("file_by_handle", "open a file above the environment's directories by its number", Error.EPERM, (Protection.Seccomp, Error.EPERM), (Protection.UserNamespace, Error.EPERM)),
        Call("hypervisor_socket", "talk to the hypervisor and to its other guests", Error.ENOSYS, (Protection.Seccomp, Error.ENOSYS)),
    ];

    /// <summary>Where kernel messages are restricted at all; elsewhere every user of the host reads them.</summary>
    private static string? RestrictedLog =>
        File.ReadAllText("/proc/sys/kernel/dmesg_restrict").Trim() == "1" ? null : "/proc/sys/kernel/dmesg_restrict that is 1";

    private static Attempt Call(string name, string aim, Error refused, params (Protection Protection, Error Error)[] by) => new()
    {
        Name = name,
        Aim = aim,
        Refused = refused,
        By = by.ToDictionary(layer => layer.Protection, layer => layer.Error),
    };
}
