using System.Diagnostics;
using System.Runtime.CompilerServices;
using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Guest;

/// <summary>
/// An emulated machine with a kernel of its own, the container runtime and the payloads, whose whole filesystem is in memory: nothing of it is left
/// when it ends. Not by KVM, which may hang with kernels that the host's does not know.
/// </summary>
internal static class GuestMachine
{
    private const string Emulator = "/usr/bin/qemu-system-x86_64";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly string Sources = Path.GetDirectoryName(Here())!;

    public static string? Missing { get; } = Host.Missing ?? (File.Exists(Emulator) ? null : "needs qemu-system-x86");

    /// <summary>Makes the runs one after another.</summary>
    /// <returns>What the guest's console says.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<GuestRun> runs, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("bothy-guest-").FullName;
        try
        {
            var kernel = await KernelAsync();
            var root = Path.Combine(work, "root");
            await FillAsync(root, kernel);
            foreach (var run in runs)
            {
                await WriteAsync(run, Path.Combine(root, "attempts", run.Attempt.Name));
            }

            await File.WriteAllLinesAsync(Path.Combine(root, "attempts/order"), runs.Select(run => $"{run.Attempt.Name} {run.Label}"), cancellationToken);
            var archive = Path.Combine(work, "initial.cpio");
            await ShellAsync("cd \"$0\" && find . | busybox cpio -o -H newc > \"$1\"", root, archive);
            return await BootAsync(Directory.GetFiles(Path.Combine(kernel, "boot"), "vmlinuz-*").Single(), archive, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<string> KernelAsync()
    {
        var place = Path.Combine(Sources, "../../../artifacts/guest");
        var (code, output, errors) = await TryShellAsync("exec sh \"$0\" \"$1\"", Path.Combine(Sources, "../../tools/guest/kernel.sh"), place);
        Assert.SkipUnless(code == 0, $"needs a kernel for the guest: {errors.Trim()}");
        return output.Trim();
    }

    private static async Task FillAsync(string root, string kernel)
    {
        foreach (var directory in (string[])["bin", "lib", "lib64", "modules", "stage/root", "attempts", "dev", "proc", "sys"])
        {
            Directory.CreateDirectory(Path.Combine(root, directory));
        }

        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        File.Copy(Path.Combine(Sources, "init.sh"), Path.Combine(root, "init"));
        File.SetUnixFileMode(Path.Combine(root, "init"), (UnixFileMode)Convert.ToInt32("755", 8));
        await PayloadProgram.CompileAsync(Path.Combine(root, "bin/attempts"));
        File.Copy(Path.Combine(root, "bin/attempts"), Path.Combine(root, "stage/root/attempts"));

        // The runtime with the libraries that it is linked to.
        await ShellAsync(
            "cp \"$(command -v runc)\" \"$0/bin/runc\" && for library in $(ldd \"$0/bin/runc\" | grep -o '/[^ ]*'); do mkdir -p \"$0/$(dirname $library)\" && cp -L $library \"$0/$library\"; done",
            root);
        await ShellAsync(
            """
            cp "$(find "$1/lib/modules" -name loop.ko)" "$0/modules/"
            cp "$(find "$1/lib/modules" -name dummy.ko)" "$0/stage/root/module.ko"
            echo loop > "$0/modules/order"
            truncate -s 24M "$0/host.ext4"
            mkfs.ext4 -q -m 0 -N 4096 "$0/host.ext4"
            truncate -s 4M "$0/limited.ext4"
            mkfs.ext4 -q -m 0 -N 64 "$0/limited.ext4"
            """,
            root,
            kernel);
    }

    private static async Task WriteAsync(GuestRun run, string directory)
    {
        await GuestBundle.WriteAsync(run, directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "before"), run.Attempt.Before + "\n");
        await File.WriteAllTextAsync(Path.Combine(directory, "harm"), run.Attempt.Harm.Length == 0 ? "" : run.Attempt.Harm + "\n");
        await File.WriteAllTextAsync(Path.Combine(directory, "after"), run.Attempt.After + "\n");
    }

    private static async Task<IReadOnlyList<string>> BootAsync(string kernel, string archive, CancellationToken cancellationToken)
    {
        using var machine = Process.Start(new ProcessStartInfo(
            Emulator,
            [
                "-M", "microvm,acpi=off,rtc=on", "-accel", "tcg", "-cpu", "max", "-m", "512", "-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio",
                "-no-reboot", "-kernel", kernel, "-initrd", archive, "-append", "console=ttyS0 quiet panic=-1 reboot=t",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var console = new List<string>();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        await using var kill = deadline.Token.Register(machine.Kill);
        while (await machine.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            console.Add(line);
        }

        await machine.WaitForExitAsync(CancellationToken.None);
        return console;
    }

    private static async Task<string> ShellAsync(string script, params string[] arguments)
    {
        var (code, output, errors) = await TryShellAsync(script, arguments);
        code.ShouldBe(0, $"{script}: {errors}");
        return output;
    }

    private static async Task<(int Code, string Output, string Errors)> TryShellAsync(string script, params string[] arguments)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return (shell.ExitCode, output, await errors);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
