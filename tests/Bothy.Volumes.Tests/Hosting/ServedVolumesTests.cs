using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>What is known of a served volume without asking the server.</summary>
public sealed class ServedVolumesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NewestBytes_Cut_CountsFromThere()
    {
        await using var disk = await ServedDisk.MakeAsync();
        var volumes = new ServedVolumes(disk.Served.Client, Path.Combine(disk.Served.Files, "deltas"));
        volumes.NewestBytes(new("another")).ShouldBe(0);
        await WriteAsync(disk, "before", times: 8);
        volumes.NewestBytes(disk.Id).ShouldBeInRange(24 * MiB, 60 * MiB);

        await disk.Served.Client.SnapshotAsync(disk.Id, "cut", TimeSpan.FromSeconds(30), Stop);
        await WriteAsync(disk, "after", times: 1);

        volumes.NewestBytes(disk.Id).ShouldBeInRange(3 * MiB, 20 * MiB);
    }

    private static async Task WriteAsync(ServedDisk disk, string name, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await File.WriteAllBytesAsync(disk.File($"{name} {i}"), disk.Content, Stop);
        }

        await RunAsync("sync", "-f", disk.At);
    }
}
