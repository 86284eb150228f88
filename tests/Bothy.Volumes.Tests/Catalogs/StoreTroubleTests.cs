using System.Diagnostics;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Tests.Hosting;
using static Bothy.Volumes.Tests.Catalogs.CatalogFixture;

namespace Bothy.Volumes.Tests.Catalogs;

/// <summary>A store that is down, throttled and slow for a long time while a volume is written to: the volume goes on, says so, and the store catches up.</summary>
public sealed class StoreTroubleTests
{
    private const int Blocks = 512;
    private const int BlockSize = 4096;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Phase = ServedFixture.Soak ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Store_DownThrottledAndSlow_IsCaughtUpWith()
    {
        using var fixture = new CatalogFixture();
        var catalog = fixture.Catalog("here", Often);
        await catalog.CreateAsync(Id, new(1L << 30), Stop);
        await using var volume = await catalog.OpenAsync(Id, readOnly: false, Stop);
        var model = new byte[Blocks * BlockSize];
        var random = new Random(1);

        fixture.Faulty.FailedCalls = 1;
        await WriteAsync(volume, model, random, Phase);
        await UntilAsync(() => volume.Durability.Problem is not null);
        volume.Durability.BytesHereOnly.ShouldBeGreaterThan(0);
        fixture.Faulty.FailedCalls = 0.7;
        await WriteAsync(volume, model, random, Phase);
        (fixture.Faulty.FailedCalls, fixture.Faulty.LostAnswers) = (0, 0.5);
        await WriteAsync(volume, model, random, Phase);
        (fixture.Faulty.LostAnswers, fixture.Faulty.Slowness) = (0, TimeSpan.FromMilliseconds(200));
        await WriteAsync(volume, model, random, Phase);
        fixture.Faulty.Slowness = TimeSpan.Zero;

        await UntilAsync(() => volume.Durability is { BytesHereOnly: 0, OpenCuts: 0, Problem: null });
        (await fixture.ReadLatestAsync(model.Length)).AsSpan().SequenceEqual(model).ShouldBeTrue();
        var read = new byte[model.Length];
        await volume.Blocks.ReadAsync(0, read, Stop);
        read.AsSpan().SequenceEqual(model).ShouldBeTrue();
    }

    private static async Task WriteAsync(IOpenVolume volume, byte[] model, Random random, TimeSpan time)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            var offset = random.Next(Blocks) * BlockSize;
            random.NextBytes(model.AsSpan(offset, BlockSize));
            volume.Blocks.Write(offset, model.AsSpan(offset, BlockSize));
            volume.Blocks.Flush();
            await Task.Delay(5, Stop);
        }
    }
}
