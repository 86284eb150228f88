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

    [Fact]
    public async Task Saving_BesideOneThatFillsItsDiskAgainAndAgain_StaysQuick()
    {
        var bothy = shared.Get();
        var directory = Directory.CreateTempSubdirectory("bothy-neighbour-").FullName;
        var definition = Path.Combine(directory, "class.yaml");
        await File.WriteAllTextAsync(
            definition, "kind: EnvironmentClass\nmetadata: { name: filling }\nspec: { cpuMillis: 1000, memoryBytes: 1073741824, diskBytes: 1073741824, pids: 512 }\n");
        (await bothy.RunAsync("apply", "-f", definition)).Succeeded();
        var room = Directory.CreateDirectory(Path.Combine(directory, "room")).FullName;
        (await bothy.RunAsync("up", room, "--name", "saving")).Succeeded();
        (await bothy.RunAsync("up", room, "--name", "filling", "--class", "filling")).Succeeded();

        await bothy.ShellAsync("filling", $"cd; nohup sh -c '{Fill}' > /dev/null 2>&1 &");
        await Installation.EventuallyAsync(() => bothy.ShellAsync("filling", "ls ~"), names => names.Contains("bitten", StringComparison.Ordinal), "it fills its disk");
        var median = double.Parse(await bothy.ShellAsync("saving", $"cd; perl -e '{Save}'"), CultureInfo.InvariantCulture);

        // Without protection it waits behind all that the other wrote: 300 to 1000 ms.
        median.ShouldBeLessThan(60);
        (await bothy.RunAsync("delete", "filling", "--yes")).Succeeded();
        (await bothy.RunAsync("delete", "saving", "--yes")).Succeeded();
        Directory.Delete(directory, recursive: true);
    }
}
