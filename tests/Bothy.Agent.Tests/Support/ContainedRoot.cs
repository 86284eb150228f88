using System.Diagnostics;

namespace Bothy.Agent.Tests.Support;

/// <summary>Makes root filesystems to start an agent in.</summary>
internal static class ContainedRoot
{
    private const string Busybox = "/bin/busybox";
    private const string MuslCompiler = "/usr/bin/musl-gcc";
    private const string MuslLoader = "/lib/ld-musl-x86_64.so.1";

    private const string Passwd =
        """
        root:x:0:0:root:/root:/bin/sh
        dev:x:1234:2345:Developer:/home/dev:/bin/sh
        """;

    private const string Group =
        """
        root:x:0:
        dev:x:2345:
        tools:x:3456:other,dev
        deep:x:4567:dev
        foreign:x:5678:other
        """;

    /// <summary>Asks musl itself who it is, and opens a terminal through it.</summary>
    private const string Probe =
        """
        #include <grp.h>
        #include <pwd.h>
        #include <stdio.h>
        #include <unistd.h>
        int main(void) {
            struct passwd *user = getpwuid(getuid());
            gid_t groups[64];
            int count = getgroups(64, groups);
            printf("musl %s", user ? user->pw_name : "nobody");
            for (int i = 0; i < count; i++) {
                struct group *group = getgrgid(groups[i]);
                printf(" %s", group ? group->gr_name : "?");
            }
            printf(" %s\n", isatty(0) ? "terminal" : "pipe");
            return 0;
        }
        """;

    /// <summary>Makes the root; skips the test where its parts are not on this machine.</summary>
    public static async Task MakeAsync(RootKind kind, string root)
    {
        Directory.CreateDirectory(root);
        switch (kind)
        {
            case RootKind.Debian:
                Assert.SkipUnless(File.Exists("/etc/debian_version"), "needs a Debian to be run on");
                return;
            case RootKind.Musl:
                Assert.SkipUnless(File.Exists(MuslCompiler) && File.Exists(MuslLoader), "needs musl-tools");
                Directory.CreateDirectory(Path.Combine(root, "lib"));
                File.Copy(MuslLoader, root + MuslLoader);
                AddBusybox(root);
                await CompileAsync(Path.Combine(root, "bin/probe"));
                break;
            case RootKind.Busybox:
                AddBusybox(root);
                break;
        }
    }

    private static void AddBusybox(string root)
    {
        Assert.SkipUnless(File.Exists(Busybox), "needs busybox-static");
        foreach (var directory in (string[])["bin", "etc", "root", "home/dev", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(root, directory));
        }

        File.Copy(Busybox, root + Busybox);
        foreach (var applet in (string[])["sh", "id", "cat", "sleep", "httpd", "stty", "kill", "ps", "env", "ls", "stat", "true"])
        {
            File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");
        }

        File.WriteAllText(Path.Combine(root, "etc/passwd"), Passwd);
        File.WriteAllText(Path.Combine(root, "etc/group"), Group);
    }

    private static async Task CompileAsync(string program)
    {
        var start = new ProcessStartInfo(MuslCompiler, ["-x", "c", "-o", program, "-"]) { RedirectStandardInput = true };
        using var compiler = Process.Start(start)!;
        await compiler.StandardInput.WriteAsync(Probe);
        compiler.StandardInput.Close();
        await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        compiler.ExitCode.ShouldBe(0);
    }
}
