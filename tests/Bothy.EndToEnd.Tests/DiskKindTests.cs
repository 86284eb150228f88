using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>Disks that are ordinary files, and disks that the volume server serves, on one host.</summary>
public sealed class DiskKindTests
{
    [Fact]
    public async Task Disks_OfAnotherKindThanNewOnes_StayWhatTheyAre()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        var before = await HostState.ReadAsync();
        var directory = Directory.CreateTempSubdirectory("bothy-kinds-").FullName;
        await using (var bothy = await Installation.StartAsync("kinds", configuration: Served(false)))
        {
            await MakeAsync(bothy, "file", directory);
            await ReconfigureAsync(bothy, served: true);
            await MakeAsync(bothy, "volume", directory);

            Count(bothy, "disks").ShouldBe(1);
            Count(bothy, "local").ShouldBe(1);
            await AreWholeAsync(bothy);

            // Back again: the server goes on for what it serves.
            await ReconfigureAsync(bothy, served: false);
            await AreWholeAsync(bothy);
            foreach (var name in (string[])["file", "volume"])
            {
                (await bothy.RunAsync("delete", name, "--yes")).Succeeded();
            }

            Count(bothy, "disks").ShouldBe(0);
            Count(bothy, "local").ShouldBe(0);
        }

        Directory.Delete(directory, recursive: true);
        await Leaks.ShouldBeNoneAsync(before);
    }

    private static string Served(bool served) => $$"""{ "disks": { "served": {{(served ? "true" : "false")}} } }""";

    private static async Task MakeAsync(Installation bothy, string name, string directory)
    {
        (await bothy.RunAsync("up", directory, "--name", name)).Succeeded();
        await bothy.ShellAsync(name, $"echo {name} > ~/mine");
    }

    /// <summary>Each has what was written, before and after it was stopped.</summary>
    private static async Task AreWholeAsync(Installation bothy)
    {
        foreach (var name in (string[])["file", "volume"])
        {
            (await bothy.ShellAsync(name, "cat ~/mine")).ShouldBe(name);
            (await bothy.RunAsync("restart", name)).Succeeded();
            (await bothy.ShellAsync(name, "cat ~/mine")).ShouldBe(name);
        }
    }

    private static async Task ReconfigureAsync(Installation bothy, bool served)
    {
        (await Command.RunAsync(Path.Combine(Product.Binaries, "bothyd"), ["down", "--data", bothy.Data])).Succeeded();
        await File.WriteAllTextAsync(Path.Combine(bothy.Data, "runner.json"), Served(served));
        (await bothy.RunAsync("list")).Succeeded();
    }

    private static int Count(Installation bothy, string kind)
    {
        var directory = Path.Combine(bothy.Data, "volumes", kind);
        return Directory.Exists(directory) ? Directory.EnumerateDirectories(directory).Count() : 0;
    }
}
