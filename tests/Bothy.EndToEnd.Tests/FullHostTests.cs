using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>The disk that the data directory lies on has no room left.</summary>
public sealed class FullHostTests
{
    [Fact]
    public async Task Up_HostDiskFull_SaysSoAndGoesOnOnceThereIsRoom()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        var data = Installation.DataOf("full");
        Directory.CreateDirectory(data);

        // Room for base images, also while they are built, and for the reserve that disks leave.
        (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=4G,mode=700", "bothy-test-full", data])).Succeeded();
        var bothy = await Installation.StartAsync("full");
        try
        {
            (await UpAsync(bothy, "before")).Succeeded();
            await bothy.ShellAsync("before", "echo precious > ~/precious; sync");
            var filler = Path.Combine(data, "filler");
            await Command.RunAsync("sh", ["-c", $"head -c 5G /dev/zero > {filler} 2> /dev/null"]);

            var full = await UpAsync(bothy, "after");

            full.Code.ShouldBe(1);
            (full.Output + full.Errors).ShouldMatch("(?i)no space left|disk full|is full|no room|free");
            (await bothy.ShellAsync("before", "cat ~/precious")).ShouldBe("precious");

            File.Delete(filler);
            (await UpAsync(bothy, "after")).Succeeded();
            (await bothy.ShellAsync("after", "echo up")).ShouldBe("up");
        }
        finally
        {
            await bothy.StopAsync();
            (await Command.RunAsync("umount", [data])).Succeeded();
            await bothy.DisposeAsync();
        }
    }

    private static async Task<Finished> UpAsync(Installation bothy, string name)
    {
        using var repositories = new Repositories();
        return await bothy.RunAsync(
            "up", "file://" + await repositories.BareAsync(name, new Dictionary<string, string> { ["file"] = "content" }), "--name", name);
    }
}
