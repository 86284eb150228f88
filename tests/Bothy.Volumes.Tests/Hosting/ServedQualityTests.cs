using System.Diagnostics;
using Bothy.Volumes.Quality;
using static Bothy.Volumes.Tests.Hosting.ServedFixture;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>Ceilings as users feel them.</summary>
public sealed class ServedQualityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ceiling_OfOneVolume_HoldsBesideABusyOther()
    {
        await using var fixture = new ServedFixture();
        var quality = new VolumeQuality(BytesPerSecond: 20 * MiB);
        var limited = await fixture.AttachAsync("limited", 32 * MiB, quality);
        var free = await fixture.AttachAsync("free", 32 * MiB);

        var start = Stopwatch.GetTimestamp();
        var writing = WriteAsync(limited);
        await WriteAsync(free);
        await writing;

        // 32 MiB at 20 MiB/s, but for the burst and what is under way at the end.
        Stopwatch.GetElapsedTime(start).TotalSeconds.ShouldBeGreaterThan(1.3);
        (await fixture.Client.StatusAsync(new("limited"), Stop)).Counters!.DelayedMilliseconds.ShouldBeGreaterThan(0);
    }

    private static Task WriteAsync(string file) => RunAsync(
        "dd", "if=/dev/zero", $"of={file}", "bs=256k", "count=128", "oflag=direct", "conv=notrunc");
}
