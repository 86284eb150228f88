using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests.Nesting;

/// <summary>An image whose own program is systemd, in a repository that asks for it.</summary>
public sealed class SystemdTests(EngineEnvironment engines) : IClassFixture<EngineEnvironment>
{
    [Fact]
    public async Task Up_ImageBootsSystemd_ReachesRunningAndSessionsJoinIt()
    {
        var bothy = engines.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-systemd-").FullName;
        Directory.CreateDirectory(Path.Combine(directory, ".devcontainer"));
        await File.WriteAllTextAsync(
            Path.Combine(directory, ".devcontainer", "devcontainer.json"), """{ "image": "debian:engines", "overrideCommand": false }""");
        (await bothy.RunAsync("up", directory, "--name", "systemd")).Succeeded();

        await Installation.EventuallyAsync(
            () => RunAsync(bothy, "systemctl is-system-running || true"), state => state is "running", "systemd boots", seconds: 180);
        (await RunAsync(bothy, "readlink /proc/1/exe")).ShouldBe("/usr/lib/systemd/systemd");
        (await RunAsync(bothy, "systemctl list-units --failed --no-legend | wc -l")).ShouldBe("0");
        (await RunAsync(bothy, "systemd-run --quiet --wait --pipe echo unit")).ShouldBe("unit");
        await RunAsync(bothy, "touch /root/kept");

        // Units end in their own order, and what lasts is there at the next start.
        (await bothy.RunAsync("stop", "systemd")).Succeeded();
        (await bothy.RunAsync("start", "systemd")).Succeeded();
        await Installation.EventuallyAsync(
            () => RunAsync(bothy, "systemctl is-system-running || true"), state => state is "running", "systemd boots again", seconds: 180);
        (await RunAsync(bothy, "ls /root/kept")).ShouldBe("/root/kept");
        (await bothy.RunAsync("delete", "systemd", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    private static async Task<string> RunAsync(Installation bothy, string script) =>
        (await bothy.RunAsync("exec", "systemd", "--user", "root", "--", "/bin/sh", "-c", script)).Succeeded().Output.Trim();
}
