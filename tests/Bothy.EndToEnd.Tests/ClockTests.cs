using Bothy.EndToEnd.Tests.Support;

namespace Bothy.EndToEnd.Tests;

/// <summary>The host's clock is set, by hand or by a time server that was away for long.</summary>
public sealed class ClockTests
{
    private const string FakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    [Fact]
    public async Task Clock_JumpsForthAndBack_NothingIsLostAndAllGoesOn()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        Assert.SkipUnless(File.Exists(FakeTime), "needs libfaketime");
        var clock = Path.Combine(Path.GetTempPath(), $"bothy-clock-{Environment.ProcessId}");
        await File.WriteAllTextAsync(clock, "+0");
        try
        {
            await using var bothy = await Installation.StartAsync("clock", variables: new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = FakeTime,
                ["FAKETIME_TIMESTAMP_FILE"] = clock,
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                ["FAKETIME_NO_CACHE"] = "1",
            });
            (await bothy.RunWithInputAsync("kind: Environment\nmetadata: { name: steady }\n"u8.ToArray(), "apply", "-f", "-")).Succeeded();
            await bothy.ReachesAsync("steady", "running");
            await bothy.ShellAsync("steady", "echo precious > ~/precious");
            var started = (string?)(await bothy.GetAsync("steady"))["status"]!["machine"]!["startedAt"];

            foreach (var jump in (string[])["+400d", "-400d"])
            {
                await SetAsync(clock, jump);

                (await bothy.ShellAsync("steady", "cat ~/precious")).ShouldBe("precious");
                ((string?)(await bothy.GetAsync("steady"))["status"]!["machine"]!["startedAt"]).ShouldBe(started, "a running machine is left alone");
                (await bothy.RunWithInputAsync("kind: Environment\nmetadata: { name: other }\n"u8.ToArray(), "apply", "-f", "-")).Succeeded();
                await bothy.ReachesAsync("other", "running");
                (await bothy.RunAsync("restart", "other")).Succeeded();
                (await bothy.RunAsync("delete", "other", "--yes")).Succeeded();
                (await bothy.RunAsync("runner", "list")).Succeeded().Output.ShouldContain("ready");
            }
        }
        finally
        {
            File.Delete(clock);
        }
    }

    /// <summary>In one step: a process that read half of it would end.</summary>
    private static async Task SetAsync(string clock, string offset)
    {
        var aside = clock + ".new";
        await File.WriteAllTextAsync(aside, offset);
        File.Move(aside, clock, overwrite: true);
    }
}
