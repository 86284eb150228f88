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

    /// <summary>Whoever fills its disk must find it full before the host is, however often it begins anew: data that the host has no place for are lost.</summary>
    [Fact]
    public async Task Disk_FilledAndEmptiedOnANearlyFullHost_LosesNothingAndSaysWhy()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        var data = Installation.DataOf("tight");
        Directory.CreateDirectory(data);
        (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=4G,mode=700", "bothy-test-tight", data])).Succeeded();
        var bothy = await Installation.StartAsync("tight");
        try
        {
            (await UpAsync(bothy, "hog")).Succeeded();
            (await UpAsync(bothy, "other")).Succeeded();
            foreach (var name in (string[])["hog", "other"])
            {
                await bothy.ShellAsync(name, "echo precious > ~/precious; sync");
            }

            var filling = bothy.ShellAsync("hog", "i=0; while [ $i -lt 30 ]; do dd if=/dev/zero of=$HOME/fill bs=1M 2> /dev/null; sync; rm -f $HOME/fill; i=$((i + 1)); done");
            var least = long.MaxValue;
            while (!filling.IsCompleted)
            {
                least = Math.Min(least, new DriveInfo(data).AvailableFreeSpace);
                await Task.WhenAny(filling, Task.Delay(20, TestContext.Current.CancellationToken));
            }

            await filling;
            TestContext.Current.SendDiagnosticMessage($"{least >> 20} MiB of the host were free at least");
            least.ShouldBeGreaterThan(0);
            await bothy.ShellAsync("hog", "dd if=/dev/zero of=$HOME/fill bs=1M 2> /dev/null; sync");
            await Installation.EventuallyAsync(
                () => bothy.GetAsync("hog"),
                found => $"{found["status"]!["disk"]!["warning"]}".StartsWith("The host's disk is nearly full", StringComparison.Ordinal),
                "status says that it is the host");
            await bothy.ShellAsync("hog", "rm $HOME/fill; sync");

            foreach (var name in (string[])["hog", "other"])
            {
                await Installation.EventuallyAsync(
                    () => bothy.RunAsync("exec", name, "--", "/bin/sh", "-c", "dd if=/dev/zero of=$HOME/fits bs=1M count=100 && sync && rm $HOME/fits"),
                    finished => finished.Code == 0,
                    $"{name} can write again");
                (await bothy.RunAsync("restart", name)).Succeeded();
                (await bothy.ShellAsync(name, "cat ~/precious")).ShouldBe("precious");
            }
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
