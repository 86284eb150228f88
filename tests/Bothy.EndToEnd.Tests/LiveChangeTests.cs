using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>What may be changed under a running environment, by the command line, as it is felt inside.</summary>
public sealed class LiveChangeTests(SharedInstallation shared)
{
    private const int Https = 8443;
    private const int Ssh = 2222;
    private const int Size = 6 << 20;

    [Fact]
    public async Task Apply_Egress_HoldsForTheNextConnection()
    {
        Assert.SkipWhen(Outside.Missing is not null, Outside.Missing ?? "");
        await using var outside = await Outside.StartAsync();
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-egress-").FullName;
        (await bothy.RunAsync("up", directory, "--name", "walled")).Succeeded();
        (await ReachedAsync(bothy)).ShouldBe((true, true), "open");

        foreach (var (egress, https, ssh) in ((string, bool, bool)[])
        [
            ("none", false, false),
            ($"[{{ cidr: {Outside.Address}/32, protocol: tcp, ports: [{Https}] }}]", true, false),
            ("[{ name: example.org }]", false, false),
            ($"[{{ cidr: 203.0.113.0/24, ports: [22, \"2000-3000\"] }}]", false, true),
            ("open", true, true),
        ])
        {
            await ApplyAsync(bothy, $"kind: Environment\nmetadata: {{ name: walled }}\nspec: {{ network: {{ egress: {egress} }} }}\n");
            await Installation.EventuallyAsync(() => ReachedAsync(bothy), reached => reached == (https, ssh), egress);
        }

        (await bothy.RunAsync("delete", "walled", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Apply_Class_IsFeltByItsRunningEnvironments()
    {
        Assert.SkipWhen(Outside.Missing is not null, Outside.Missing ?? "");
        await using var outside = await Outside.StartAsync();
        await outside.AddLargeFileAsync(new string('x', Size));
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-class-").FullName;
        await ApplyAsync(bothy, Growing(diskMiB: 1024, bytesPerSecond: 2 << 20));
        (await bothy.RunAsync("up", directory, "--name", "growing", "--class", "growing")).Succeeded();
        (await FreeMiBAsync(bothy)).ShouldBeInRange(900, 1024);
        (await FetchAsync(bothy)).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.5), "the ceiling holds");

        await ApplyAsync(bothy, Growing(diskMiB: 2048, bytesPerSecond: 0));

        await Installation.EventuallyAsync(() => FreeMiBAsync(bothy), free => free is > 1900 and <= 2048, "the disk has grown");
        await Installation.EventuallyAsync(() => FetchAsync(bothy), took => took < TimeSpan.FromSeconds(1.5), "the ceiling is gone");
        (await bothy.RunAsync("delete", "growing", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Apply_ClassThatExceedsTheHost_IsToldUntilItDoesNot()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-exceeding-").FullName;
        await ApplyAsync(bothy, Class("exceeding", memoryMiB: 512, "pids: 500"));
        (await bothy.RunAsync("up", directory, "--name", "exceeding", "--class", "exceeding")).Succeeded();

        await ApplyAsync(bothy, Class("exceeding", memoryMiB: 1 << 24, "pids: 500"));
        await Installation.EventuallyAsync(() => FailuresAsync(bothy), failures => failures.Contains("ClassExceedsHost", StringComparison.Ordinal), "status says so");
        await ApplyAsync(bothy, Class("exceeding", memoryMiB: 512, "pids: 400"));

        await Installation.EventuallyAsync(() => FailuresAsync(bothy), failures => failures == "", "status says it no more");
        ((string?)(await bothy.GetAsync("exceeding"))["status"]!["phase"]).ShouldBe("running");
        (await bothy.RunAsync("delete", "exceeding", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);

        static async Task<string> FailuresAsync(Installation bothy) => $"{(await bothy.GetAsync("exceeding"))["status"]!["failures"]}";
    }

    [Fact]
    public async Task Apply_LessMemoryThanIsInUse_HoldsUpNothingElse()
    {
        Assert.SkipWhen(Outside.Missing is not null, Outside.Missing ?? "");
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/memory"), "control groups v2 take less memory than is in use, by ending what uses it");
        await using var outside = await Outside.StartAsync();
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-shrinking-").FullName;
        await ApplyAsync(bothy, Shrinking(memoryMiB: 1024, pids: 500));
        (await bothy.RunAsync("up", directory, "--name", "walled", "--class", "shrinking")).Succeeded();
        await bothy.ShellAsync("walled", "setsid sh -c '(head -c 300M /dev/zero; sleep 1000) | tail -c 300M' > /dev/null 2>&1 & sleep 3; pgrep -c tail");

        await ApplyAsync(bothy, Shrinking(memoryMiB: 128, pids: 100));
        await ApplyAsync(bothy, "kind: Environment\nmetadata: { name: walled }\nspec: { class: shrinking, network: { egress: none } }\n");

        await Installation.EventuallyAsync(() => ReachedAsync(bothy), reached => reached == (false, false), "what it may reach is changed");
        await Installation.EventuallyAsync(() => PidsAsync(bothy), most => most == "100", "other limits are set");
        await Installation.EventuallyAsync(() => bothy.GetAsync("walled"), found => $"{found["status"]!["failures"]}".Contains("LimitsNotSet", StringComparison.Ordinal), "status says so");
        await bothy.ShellAsync("walled", "pkill tail; pkill sleep; true");
        await Installation.EventuallyAsync(() => bothy.GetAsync("walled"), found => found["status"]!["failures"] is null, "it is set when there is less in use");
        (await bothy.RunAsync("delete", "walled", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Up_CommandThatFloodsItsLog_TakesABoundedPartOfTheHost()
    {
        const long bound = 20 << 20;
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-flood-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(directory, ".devcontainer.json"),
            """{ "postCreateCommand": "head -c 48M /dev/zero | tr '\\0' x | fold -w 8000; echo; echo the 'e'nd" }""",
            TestContext.Current.CancellationToken);

        (await bothy.RunAsync("up", directory, "--name", "flood")).Succeeded();

        await Installation.EventuallyAsync(
            () => bothy.RunAsync("logs", "flood"), logs => logs.Output.Split('\n').Any(line => line.EndsWith("the end", StringComparison.Ordinal)), "all is said");
        var id = (string)(await bothy.GetAsync("flood"))["metadata"]!["id"]!;
        new DirectoryInfo(bothy.Data).EnumerateFiles("log*", SearchOption.AllDirectories)
            .Where(file => file.FullName.Contains(Guid.Parse(id).ToString("n"), StringComparison.Ordinal))
            .Sum(file => file.Length).ShouldBeInRange(1 << 20, bound);
        (await bothy.RunAsync("delete", "flood", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    private static string Shrinking(int memoryMiB, int pids) => Class("shrinking", memoryMiB, $"pids: {pids}");

    private static string Growing(int diskMiB, int bytesPerSecond) => Class("growing", memoryMiB: 1024, $"diskBytes: {(long)diskMiB << 20}, networkBytesPerSecond: {bytesPerSecond}");

    private static string Class(string name, int memoryMiB, string limits) =>
        $"kind: EnvironmentClass\nmetadata: {{ name: {name} }}\nspec: {{ cpuMillis: 1000, memoryBytes: {(long)memoryMiB << 20}, {limits} }}\n";

    /// <summary>The limit as the host has it: inside, its own group looks unlimited.</summary>
    private static async Task<string> PidsAsync(Installation bothy)
    {
        var id = (string)(await bothy.GetAsync("walled"))["metadata"]!["id"]!;
        return (await File.ReadAllTextAsync($"/sys/fs/cgroup/pids/bothy-{bothy.Name}/{Guid.Parse(id):n}/pids.max", TestContext.Current.CancellationToken)).Trim();
    }

    private static async Task ApplyAsync(Installation bothy, string resource) =>
        (await bothy.RunWithInputAsync(Encoding.UTF8.GetBytes(resource), "apply", "-f", "-")).Succeeded();

    private static async Task<(bool Https, bool Ssh)> ReachedAsync(Installation bothy)
    {
        static string Try(int port) => $"timeout 3 bash -c 'echo > /dev/tcp/{Outside.Address}/{port}' 2>/dev/null && echo yes || echo no";
        var answers = (await bothy.ShellAsync("walled", $"{Try(Https)}; {Try(Ssh)}")).Split('\n');
        return (answers[0] == "yes", answers[1] == "yes");
    }

    private static async Task<int> FreeMiBAsync(Installation bothy) =>
        int.Parse(await bothy.ShellAsync("growing", "df -B1M --output=avail / | tail -n 1"), CultureInfo.InvariantCulture);

    private static async Task<TimeSpan> FetchAsync(Installation bothy)
    {
        var began = Stopwatch.GetTimestamp();
        (await bothy.ShellAsync("growing", $"curl -sk -u dev:{Outside.Password} -o /dev/null -w '%{{http_code}} %{{size_download}}' {Outside.LfsUrl}/content")).ShouldBe($"200 {Size}");
        return Stopwatch.GetElapsedTime(began);
    }
}
