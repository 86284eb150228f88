using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>What an environment's disk takes of the host's.</summary>
public sealed class DiskSpaceTests(SharedInstallation shared)
{
    private const long MiB = 1 << 20;
    private const long Limit = 512 * MiB;
    private const int Rounds = 20;

    /// <summary>What a volume may take for nothing before it is told to give it back, and the filesystem's journal.</summary>
    private const long Slack = 320 * MiB;

    /// <summary>What may be written until that is seen: seconds, at the pace of a host's disk.</summary>
    private const long Written = 4096 * MiB;

    [Fact]
    public async Task Disk_FilledAndEmptiedAgainAndAgain_TakesNoMoreOfTheHostThanItHolds()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-filling-").FullName;
        (await bothy.RunWithInputAsync(
            Encoding.UTF8.GetBytes($"kind: EnvironmentClass\nmetadata: {{ name: filling }}\nspec: {{ cpuMillis: 2000, memoryBytes: {1024 * MiB}, diskBytes: {Limit} }}\n"),
            "apply", "-f", "-")).Succeeded();
        (await bothy.RunAsync("up", directory, "--name", "filling", "--class", "filling")).Succeeded();
        var volume = VolumeOf(bothy, (string)(await bothy.GetAsync("filling"))["metadata"]!["id"]!);
        var before = await UsedAsync(bothy);

        var filling = bothy.ShellAsync(
            "filling",
            $"i=0; while [ $i -lt {Rounds} ]; do dd if=/dev/zero of=$HOME/fill bs=1M 2> /dev/null; sync; rm $HOME/fill; i=$((i + 1)); done; echo done");
        var most = 0L;
        while (!filling.IsCompleted)
        {
            most = Math.Max(most, await AllocatedAsync(volume));
            await Task.WhenAny(filling, Task.Delay(100, TestContext.Current.CancellationToken));
        }

        (await filling).ShouldBe("done");
        var stopped = Stopwatch.GetTimestamp();
        most.ShouldBeLessThan(Limit + Slack + Written);
        await Installation.EventuallyAsync(
            () => AllocatedAsync(volume), allocated => allocated < before + Slack, $"the volume gives back what its disk does not use ({before} bytes)", seconds: 15);
        var took = Stopwatch.GetElapsedTime(stopped);
        TestContext.Current.SendDiagnosticMessage($"took at most {most / MiB} MiB, for {Limit / MiB}; back after {took.TotalSeconds:0.0} s");

        (await UsedAsync(bothy)).ShouldBeLessThan(before + (16 * MiB));
        await bothy.ShellAsync("filling", "dd if=/dev/zero of=$HOME/fits bs=1M count=200 && sync && rm $HOME/fits");
        (await bothy.RunAsync("delete", "filling", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Where the environment's volume lies, whichever kind it is.</summary>
    private static string VolumeOf(Installation bothy, string id) =>
        ((string[])["local", "disks"]).Select(kind => Path.Combine(bothy.Data, "volumes", kind, Guid.Parse(id).ToString("n"))).Single(Directory.Exists);

    private static async Task<long> AllocatedAsync(string directory) =>
        1024 * long.Parse((await Command.RunAsync("du", ["-sk", directory])).Output.Split('\t')[0], CultureInfo.InvariantCulture);

    private static async Task<long> UsedAsync(Installation bothy) =>
        long.Parse(await bothy.ShellAsync("filling", "sync; df -B1 --output=used / | tail -n 1"), CultureInfo.InvariantCulture);
}
