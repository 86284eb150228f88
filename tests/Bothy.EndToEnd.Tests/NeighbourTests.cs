using System.Diagnostics;
using System.Globalization;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>Two environments on one host, of which one takes all it can get.</summary>
public sealed class NeighbourTests(SharedInstallation shared)
{
    private const string Fill = "while :; do dd if=/dev/zero of=fill bs=1M; test -s fill && touch bitten; sync; rm -f fill; done";

    // Prints the median of what fifty small files took to be on stable storage, in milliseconds.
    private const string Save =
        """
        use Time::HiRes qw(time); use IO::Handle;
        for (1..50) { my $s = time; open my $f, ">", ".saved" or die; print $f "x" x 4096; $f->flush; $f->sync; close $f; push @t, (time - $s) * 1000 }
        printf "%.2f", (sort { $a <=> $b } @t)[25];
        """;

    // As many as it may have, all of which want to run.
    private const string ForkBomb = "f() { f | f & }; while :; do f; sleep 0.1; done";

    [Fact]
    public async Task Exec_BesideAForkBomb_StaysQuick()
    {
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 18), "before Linux 6.18 a crowd of processes cannot be slowed");
        Assert.SkipUnless(File.Exists("/sys/fs/cgroup/cpu/tasks"), "where control groups are unified a command waits for forks: see docs/performance.md");
        var bothy = shared.Get();
        var directory = await UpAsync(bothy, "quick", "bombing", 2048);

        List<TimeSpan> taken = [];
        try
        {
            await bothy.ShellAsync("bombing", $"nohup sh -c '{ForkBomb}' > /dev/null 2>&1 &");
            await Installation.EventuallyAsync(
                () => bothy.GetAsync("bombing"),
                found => $"{found["status"]!["machine"]!["warning"]}".StartsWith("More than 128 processes want to run", StringComparison.Ordinal),
                "it is seen for what it is");
            for (var run = 0; run < 100; run++)
            {
                var start = Stopwatch.GetTimestamp();
                (await bothy.RunAsync("exec", "quick", "--", "true")).Succeeded();
                taken.Add(Stopwatch.GetElapsedTime(start));
            }
        }
        finally
        {
            (await bothy.RunAsync("delete", "bombing", "--yes")).Succeeded();
        }

        // Beside one that is only kept to its share, half of them take seconds, and single ones more than a minute.
        taken.Order().ElementAt(50).ShouldBeLessThan(TimeSpan.FromSeconds(0.5));
        taken.Max().ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await bothy.RunAsync("delete", "quick", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Saving_BesideOneThatFillsItsDiskAgainAndAgain_StaysQuick()
    {
        var bothy = shared.Get();
        var directory = await UpAsync(bothy, "saving", "filling", 512);

        await bothy.ShellAsync("filling", $"cd; nohup sh -c '{Fill}' > /dev/null 2>&1 &");
        await Installation.EventuallyAsync(() => bothy.ShellAsync("filling", "ls ~"), names => names.Contains("bitten", StringComparison.Ordinal), "it fills its disk");
        var median = double.Parse(await bothy.ShellAsync("saving", $"cd; perl -e '{Save}'"), CultureInfo.InvariantCulture);

        // Without protection it waits behind all that the other wrote: 300 to 1000 ms.
        median.ShouldBeLessThan(60);
        (await bothy.RunAsync("delete", "filling", "--yes")).Succeeded();
        (await bothy.RunAsync("delete", "saving", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Two environments, of which the greedy one has a class of its own, by its name; returns the directory that they are made from.</summary>
    private static async Task<string> UpAsync(Installation bothy, string quiet, string greedy, int pids)
    {
        var directory = Directory.CreateTempSubdirectory("bothy-neighbour-").FullName;
        var definition = Path.Combine(directory, "class.yaml");
        await File.WriteAllTextAsync(
            definition, $"kind: EnvironmentClass\nmetadata: {{ name: {greedy} }}\nspec: {{ cpuMillis: 1000, memoryBytes: 1073741824, diskBytes: 1073741824, pids: {pids} }}\n");
        (await bothy.RunAsync("apply", "-f", definition)).Succeeded();
        var room = Directory.CreateDirectory(Path.Combine(directory, "room")).FullName;
        (await bothy.RunAsync("up", room, "--name", quiet)).Succeeded();
        (await bothy.RunAsync("up", room, "--name", greedy, "--class", greedy)).Succeeded();
        return directory;
    }
}
