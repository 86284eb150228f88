using System.Diagnostics;
using System.Runtime.InteropServices;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>A host with cgroup v2 only, as current distributions are: a guest, for this host may be another.</summary>
public sealed class UnifiedCgroupTests(SharedInstallation shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(40);

    [Fact]
    public async Task Guest_UnifiedControlGroups_EnvironmentIsLimitedAndNothingIsLeft()
    {
        var bothy = shared.Get();
        Assert.SkipUnless(Product.Soak, "takes minutes in an emulated machine: runs with --soak");
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "needs qemu-system-x86");
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the guest is an x86-64 one, as its programs are");
        var work = Directory.CreateTempSubdirectory("bothy-guest-").FullName;
        try
        {
            var script = Path.Combine(Product.Repository, "tests", "Bothy.EndToEnd.Tests", "Guests", "run.sh");
            using var guest = Process.Start(
                Command.Describe("sh", [script, work, Product.Binaries, Path.Combine(bothy.Data, "images")]))!;
            using var deadline = new CancellationTokenSource(Patience);
            await using var kill = deadline.Token.Register(() => guest.Kill(entireProcessTree: true));
            var errors = guest.StandardError.ReadToEndAsync(CancellationToken.None);
            var console = await guest.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await guest.WaitForExitAsync(CancellationToken.None);
            var said = $"{console}\n{await errors}";

            foreach (var verb in (string[])["up", "stop", "start", "delete"])
            {
                said.ShouldContain($"GUEST {verb} 0");
            }

            // Its own root is the group that carries the quota.
            said.ShouldMatch(@"GUEST inside 0::/ \d+ 100000");
            said.ShouldMatch(@"GUEST memory \d+ pids \d+ cpu \d+ 100000");
            said.ShouldMatch(@"GUEST weights \d+ 800 100 terminals \d+ 100000");
            said.ShouldContain("GUEST processors busy 1 1 0-1");
            said.ShouldContain("GUEST processors idle 0-1 0-1 0-1");
            said.ShouldContain("GUEST agents 1");
            said.ShouldContain("GUEST left 0");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
