using System.Globalization;
using System.Text;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>What the kernel holds of each environment's share of the host, read as anybody on the host reads it.</summary>
public sealed class ShareTests(SharedInstallation shared)
{
    private const string Groups = "/sys/fs/cgroup";
    private const long Memory = 768 << 20;

    [Fact]
    public async Task Up_TwoClasses_KernelHoldsEachToItsOwn()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-share-").FullName;
        foreach (var (name, millis, pids, seconds) in ((string, int, int, int)[])[("lighter", 500, 600, 86_001), ("heavier", 1500, 700, 86_002)])
        {
            await ApplyAsync(bothy, name, millis, pids);
            (await bothy.RunAsync("up", directory, "--name", name, "--class", name)).Succeeded();
            await bothy.ShellAsync(name, $"nohup sleep {seconds} > /dev/null 2>&1 &");
        }

        var (lighter, heavier) = (await FindAsync(86_001), await FindAsync(86_002));
        await HasAsync(lighter, 500, 600);
        await HasAsync(heavier, 1500, 700);
        Parent(lighter["cpu"]).ShouldNotBe(Parent(heavier["cpu"]));
        await using (await TerminalEmulator.StartAsync(bothy, "bothy exec --tty heavier -- sleep 86003"))
        {
            (await FindAsync(86_003))["cpu"].ShouldBe(Path.Combine(Parent(heavier["cpu"]), "interactive"), "what has a terminal");
        }

        await ApplyAsync(bothy, "lighter", 1000, 650);

        await HasAsync(lighter, 1000, 650);
        await HasAsync(heavier, 1500, 700);
        foreach (var name in (string[])["lighter", "heavier"])
        {
            (await bothy.RunAsync("delete", name, "--yes")).Succeeded();
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>The greedy yield for some seconds, as one does that has just started: what it comes to is awaited.</summary>
    private static async Task HasAsync(IReadOnlyDictionary<string, string> command, int millis, int pids)
    {
        var environment = Parent(command["cpu"]);
        var unified = File.Exists(Path.Combine(environment, "cpu.weight"));
        var (weight, quota) = unified ? ("cpu.weight", "cpu.max") : ("cpu.shares", "cpu.cfs_quota_us");
        var share = millis * (unified ? 100 : 1024) / 1000;
        await Installation.EventuallyAsync(() => ReadAsync(environment, weight), read => read == $"{share}", weight);
        command["cpu"].ShouldEndWith("/work");
        foreach (var group in (string[])["interactive", "work"])
        {
            await Installation.EventuallyAsync(
                () => ReadAsync(Path.Combine(environment, group), quota), read => read.Split(' ')[0] == $"{millis * 100}", $"{quota} of {group}");
        }

        int.Parse(await ReadAsync(Path.Combine(environment, "interactive"), weight), CultureInfo.InvariantCulture)
            .ShouldBe(8 * int.Parse(await ReadAsync(Path.Combine(environment, "work"), weight), CultureInfo.InvariantCulture));
        var name = Path.GetFileName(environment);
        (await ReadAsync(Ancestor(command["memory"], name), unified ? "memory.max" : "memory.limit_in_bytes")).ShouldBe($"{Memory}");
        (await ReadAsync(Ancestor(command["pids"], name), "pids.max")).ShouldBe($"{pids}");
    }

    private static async Task<string> ReadAsync(string group, string file) =>
        (await File.ReadAllTextAsync(Path.Combine(group, file), TestContext.Current.CancellationToken)).Trim();

    /// <summary>The group itself or the one above it that has this name: the whole environment's.</summary>
    private static string Ancestor(string group, string name) => group[..(group.IndexOf($"/{name}", StringComparison.Ordinal) + name.Length + 1)];

    private static string Parent(string group) => Path.GetDirectoryName(group)!;

    /// <summary>The groups of the one process on the host that sleeps for so long, by controller.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> FindAsync(int seconds)
    {
        var process = (await Installation.EventuallyAsync(
            () => Command.RunAsync("pgrep", ["-xf", $"sleep {seconds}"]), found => found.Code == 0, $"sleep {seconds}")).Output.Trim();
        var lines = (await File.ReadAllLinesAsync($"/proc/{process}/cgroup", TestContext.Current.CancellationToken)).Select(line => line.Split(':', 3)).ToList();
        return ((string[])["cpu", "memory", "pids"]).ToDictionary(
            controller => controller,
            controller => lines.FirstOrDefault(line => line[1].Split(',').Contains(controller)) is { } own
                ? $"{Groups}/{own[1]}{own[2]}"
                : Groups + lines.Single(line => line[0] == "0")[2]);
    }

    private static async Task ApplyAsync(Installation bothy, string name, int millis, int pids) =>
        (await bothy.RunWithInputAsync(
            Encoding.UTF8.GetBytes(
                $"kind: EnvironmentClass\nmetadata: {{ name: {name} }}\nspec: {{ cpuMillis: {millis}, memoryBytes: {Memory}, diskBytes: 1073741824, pids: {pids} }}\n"),
            "apply", "-f", "-")).Succeeded();
}
