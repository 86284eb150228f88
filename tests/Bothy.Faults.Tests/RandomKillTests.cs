using System.Globalization;
using System.Text.Json.Nodes;
using Bothy.EndToEnd.Tests.Support;

namespace Bothy.Faults.Tests;

/// <summary>Kills daemons at random while environments come and go. The seed is printed; <c>BOTHY_SEED</c> repeats a run.</summary>
public sealed class RandomKillTests(ITestOutputHelper output)
{
    private static readonly int Kills = Product.Soak ? 400 : 40;

    [Fact]
    public async Task Kills_UnderLoad_CostNothing()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BOTHY_SEED"), out var given) ? given : Environment.TickCount & 0xFFFF;
        output.WriteLine($"seed {seed}");
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        var random = new Random(seed);
        var before = await HostState.ReadAsync();
        await using (var bothy = await Installation.StartAsync("kills"))
        {
            using var repositories = new Repositories();
            var repository = await repositories.BareAsync("kills", new Dictionary<string, string> { ["file"] = "content" });
            (await bothy.RunAsync("up", "file://" + repository, "--name", "steady")).Succeeded();

            // Counts for as long as the environment lives; a restart would begin again at 1.
            await bothy.ShellAsync("steady", "nohup sh -c 'i=0; while :; do i=$((i+1)); echo $i > ~/count; sleep 0.05; done' >/dev/null 2>&1 &");
            using var stopping = new CancellationTokenSource();
            Task<int>[] loads = [LoadAsync(bothy, repository, "one", stopping.Token), LoadAsync(bothy, repository, "two", stopping.Token)];
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(random.Next(50, 900));
                var victim = random.Next(12) switch { < 5 => "runner", < 9 => "server", 9 => "volumes", 10 => "holder", _ => "up" };
                if (victim is "volumes" or "holder" && Environment.OSVersion.Version >= new Version(6, 9))
                {
                    await Installation.EventuallyAsync(() => Task.FromResult(VolumeDaemons.AreSafe(bothy.Data)), safe => safe, "disks survive one of the two");
                }

                Daemons.Kill(bothy.Data, victim);
                if (victim == "up")
                {
                    // The supervisor's own death is mended by whoever comes next.
                    await bothy.RunAsync("list");
                }
            }

            await stopping.CancelAsync();
            var rounds = await Task.WhenAll(loads);
            output.WriteLine($"{rounds.Sum()} commands of the load met no dead daemon");
            await bothy.ReachesAsync("steady", "running");
            var first = int.Parse(await bothy.ShellAsync("steady", "cat ~/count"), CultureInfo.InvariantCulture);
            first.ShouldBeGreaterThan(Kills / 4, "the process inside must not have been restarted");
            await Installation.EventuallyAsync(
                async () => int.Parse(await bothy.ShellAsync("steady", "cat ~/count"), CultureInfo.InvariantCulture),
                count => count > first,
                "the process inside goes on");
            await ConvergesAsync(bothy, repository);
        }

        await Leaks.ShouldBeNoneAsync(before);
    }

    /// <summary>Environments come and go; a single command may fail while a daemon is away, but it says so in words, and never for good.</summary>
    /// <returns>How many commands succeeded.</returns>
    private static async Task<int> LoadAsync(Installation bothy, string repository, string lane, CancellationToken stopping)
    {
        var succeeded = 0;
        for (var round = 0; !stopping.IsCancellationRequested; round++)
        {
            var name = $"load-{lane}-{round % 2}";
            foreach (var command in (string[][])
            [
                ["up", "file://" + repository, "--name", name],
                ["exec", name, "--", "sh", "-c", "echo $$ >> ~/log"],
                [round % 2 == 0 ? "stop" : "restart", name],
                ["delete", name, "--yes"],
            ])
            {
                // The last round is cut short anywhere.
                if (stopping.IsCancellationRequested)
                {
                    break;
                }

                var ended = await bothy.RunAsync(command);
                succeeded += ended.Code == 0 ? 1 : 0;
                ended.Errors.ShouldNotContain("should not have happened", Case.Insensitive, string.Join(' ', command));
            }
        }

        return succeeded;
    }

    /// <summary>Whatever the kills left half done can be gone on with, and removed.</summary>
    private static async Task ConvergesAsync(Installation bothy, string repository)
    {
        foreach (var name in (await bothy.NamesAsync()).Where(name => name != "steady"))
        {
            // One that is being deleted may be gone by now.
            var found = await bothy.RunAsync("get", name, "-o", "json");
            if (found.Code == 0 && JsonNode.Parse(found.Output)!["metadata"]!["deletedAt"] is null)
            {
                (await bothy.RunAsync("up", "file://" + repository, "--name", name)).Succeeded();
                (await bothy.ShellAsync(name, "cat file")).ShouldBe("content");
            }
        }

        foreach (var name in await bothy.NamesAsync())
        {
            await bothy.RunAsync("delete", name, "--yes");
        }

        await Installation.EventuallyAsync(bothy.NamesAsync, names => names.Count == 0, "all are deleted");
    }
}
