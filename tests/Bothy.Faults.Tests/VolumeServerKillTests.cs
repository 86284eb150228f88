using Bothy.EndToEnd.Tests.Support;

namespace Bothy.Faults.Tests;

/// <summary>Kills the volume server, and the holder, under work inside an environment: nobody inside may notice more than a delay.</summary>
public sealed class VolumeServerKillTests(ITestOutputHelper output)
{
    private static readonly int Kills = Product.Soak ? 300 : 40;

    [Fact]
    public async Task Kills_UnderWorkInside_CostNothing()
    {
        Assert.SkipWhen(Product.Missing is not null, Product.Missing ?? "");
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 9), "needs Linux 6.9, the first that sends requests again");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BOTHY_SEED"), out var given) ? given : Environment.TickCount & 0xFFFF;
        output.WriteLine($"seed {seed}");
        var before = await HostState.ReadAsync();
        await using (var bothy = await Installation.StartAsync("disks"))
        {
            var directory = Directory.CreateTempSubdirectory("bothy-disks-").FullName;
            (await bothy.RunAsync("up", directory, "--name", "steady")).Succeeded();
            try
            {
                await KillAsync(bothy, new Random(seed));
            }
            catch
            {
                output.WriteLine(await DescribeAsync(bothy));
                throw;
            }

            (await bothy.RunAsync("delete", "steady", "--yes")).Succeeded();
            Directory.Delete(directory, recursive: true);
        }

        await Leaks.ShouldBeNoneAsync(before);
    }

    private async Task KillAsync(Installation bothy, Random random)
    {
        var load = new DiskLoad(bothy, "steady");
        await load.StartAsync();
        var (servers, withResent) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(400));
            if (kill % 6 == 5)
            {
                Daemons.Kill(bothy.Data, "holder");
            }
            else
            {
                Daemons.Kill(bothy.Data, "volumes");
                servers++;
                withResent += await VolumeRequests.CountResentAsync(bothy) > 0 ? 1 : 0;
            }

            if (kill % 5 == 0)
            {
                await load.GoesOnAsync();
            }

            await Installation.EventuallyAsync(() => Task.FromResult(VolumeDaemons.AreSafe(bothy.Data)), safe => safe, "either may be killed again");
        }

        output.WriteLine($"{withResent} of {servers} kills of the server had requests in flight");
        await load.EndAsync();
        withResent.ShouldBeGreaterThanOrEqualTo(servers / 2);
    }

    /// <summary>Who waits for what, where something stands still.</summary>
    private static async Task<string> DescribeAsync(Installation bothy) => (await Command.RunAsync(
        "sh",
        [
            "-c",
            """
            ps -eo pid,ppid,stat,etimes,wchan:32,args | cut -c 1-160
            for connection in /sys/fs/fuse/connections/*; do echo "$connection: $(cat "$connection/waiting") waiting"; done
            tail -n 30 "$0"/log/volumes.log "$0"/log/holder.log
            """,
            bothy.Data,
        ])).Output;
}
