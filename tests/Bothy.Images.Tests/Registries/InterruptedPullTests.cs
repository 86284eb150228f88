using System.Diagnostics;
using System.Net;
using Bothy.Images.Tests.Store;

namespace Bothy.Images.Tests.Registries;

/// <summary>Connections that break, registries that are busy, pulls that are killed: each goes on where it was.</summary>
public sealed class InterruptedPullTests
{
    private const int Killed = 137;

    public static TheoryData<string> Failpoints => [.. ImageFailpoints.OfPulls];

    [Fact]
    public async Task Ensure_ConnectionCutAgainAndAgain_GoesOnWhereItWas()
    {
        using var scratch = new Scratch();
        await using var registry = new ScriptedRegistry(scratch, async (context, self) =>
        {
            if (!self.IsLayer(context) || self.LayerRequests > 8)
            {
                return false;
            }

            await self.CutAsync(context, 300_000);
            return true;
        });
        using var fixture = new StoreFixture();

        (await fixture.EnsureAsync(registry.Image)).Digest.ShouldBe(registry.ManifestDigest);

        var ranges = registry.Server.Requests.Where(request => request.Path.EndsWith(registry.LayerDigest)).Select(request => request.Range).ToList();
        ranges.Count.ShouldBe(9);
        ranges.Skip(1).ShouldAllBe(range => range != null && range != "bytes=0-");
    }

    [Fact]
    public async Task Ensure_RegistryWithoutRanges_StillCompletes()
    {
        using var scratch = new Scratch();
        await using var registry = new ScriptedRegistry(scratch, async (context, self) =>
        {
            if (!self.IsLayer(context))
            {
                return false;
            }

            if (self.LayerRequests == 1)
            {
                await self.CutAsync(context, 300_000);
            }
            else
            {
                await HttpServer.SendAsync(context, 200, self.Layer);
            }

            return true;
        });
        using var fixture = new StoreFixture();

        (await fixture.EnsureAsync(registry.Image)).Digest.ShouldBe(registry.ManifestDigest);
    }

    [Fact]
    public async Task Ensure_BusyRegistry_IsAskedAgainWhenItSays()
    {
        using var scratch = new Scratch();
        var times = new List<long>();
        await using var registry = new ScriptedRegistry(scratch, async (context, self) =>
        {
            if (!self.IsLayer(context))
            {
                return false;
            }

            times.Add(Stopwatch.GetTimestamp());
            if (times.Count == 1)
            {
                context.Response.Headers["Retry-After"] = "1";
                await HttpServer.SendAsync(context, 429, []);
                return true;
            }

            return false;
        });
        using var fixture = new StoreFixture();

        await fixture.EnsureAsync(registry.Image);

        times.Count.ShouldBe(2);
        Stopwatch.GetElapsedTime(times[0], times[1]).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task Ensure_RegistryThatIsBusyForHours_IsNotWaitedFor()
    {
        using var scratch = new Scratch();
        await using var registry = new ScriptedRegistry(scratch, async (context, _) =>
        {
            context.Response.Headers["Retry-After"] = "7200";
            await HttpServer.SendAsync(context, 503, []);
            return true;
        });
        using var fixture = new StoreFixture();

        var exception = await Should.ThrowAsync<ImageException>(() => fixture.EnsureAsync(registry.Image));

        exception.Problem.ShouldBe(ImageProblem.Unreachable);
        exception.Message.ShouldContain("503");
    }

    [Theory]
    [MemberData(nameof(Failpoints))]
    public async Task Ensure_Killed_GoesOnWithWhatCame(string failpoint)
    {
        using var scratch = new Scratch();
        await using var registry = new ScriptedRegistry(scratch, async (context, self) =>
        {
            if (self.IsLayer(context) && self.LayerRequests == 1)
            {
                await self.CutAsync(context, 1_000_000);
                return true;
            }

            return false;
        });
        using var fixture = new StoreFixture();
        (await RunAsync(failpoint, fixture, registry.Image)).ShouldBe(Killed);

        (await fixture.EnsureAsync(registry.Image)).Digest.ShouldBe(registry.ManifestDigest);

        Directory.EnumerateFiles(fixture.Scratch["images/content/partial"]).ShouldBeEmpty();
        await fixture.Images.CleanUpAsync(TestContext.Current.CancellationToken);
        fixture.Stored().Count.ShouldBe(2, "the file and its description");
    }

    [Fact]
    public async Task Ensure_PartialOfOtherContent_IsFetchedAnew()
    {
        using var scratch = new Scratch();
        await using var registry = new ScriptedRegistry(scratch, (_, _) => Task.FromResult(false));
        using var fixture = new StoreFixture();
        Directory.CreateDirectory(fixture.Scratch["images/content/partial"]);
        await File.WriteAllBytesAsync(fixture.Scratch["images/content/partial/" + registry.LayerDigest.Replace(':', '-')], new byte[100_000], TestContext.Current.CancellationToken);

        (await fixture.EnsureAsync(registry.Image)).Digest.ShouldBe(registry.ManifestDigest);

        registry.LayerRequests.ShouldBe(2);
    }

    [Fact]
    public async Task Ensure_ManyImagesAtOnce_FetchASharedLayerOnce()
    {
        using var scratch = new Scratch();
        await using var registry = new ScriptedRegistry(scratch, (_, _) => Task.FromResult(false));
        using var fixture = new StoreFixture();

        var images = await Task.WhenAll(Enumerable.Range(0, 4).Select(index =>
            fixture.EnsureAsync(index % 2 == 0 ? registry.Image : $"{registry.Server.Host}/other{index}@{registry.ManifestDigest}")));

        images.ShouldAllBe(image => image.Digest == registry.ManifestDigest);
        registry.LayerRequests.ShouldBe(1);
    }

    private static async Task<int> RunAsync(string failpoint, StoreFixture fixture, string reference)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "bothy-steps"), ["image-ensure", fixture.Scratch["images"], reference])
        {
            RedirectStandardError = true,
        };
        start.Environment["BOTHY_FAILPOINT"] = failpoint;
        using var process = Process.Start(start)!;
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
