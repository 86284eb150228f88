using System.Diagnostics;
using Bothy.Images.Tests.Layers;
using Bothy.Images.Tests.Oci;

namespace Bothy.Images.Tests.Store;

/// <summary>kill -9 between any two steps: the next call completes the work, and nothing is left over.</summary>
public sealed class KilledStoreTests
{
    private const int Killed = 137;

    public static TheoryData<string> Failpoints => [.. ImageFailpoints.All];

    [Theory]
    [MemberData(nameof(Failpoints))]
    public async Task Ensure_Killed_IsCompletedByTheNext(string failpoint)
    {
        using var fixture = new StoreFixture();
        new LayoutBuilder(fixture.Layout).Layer(new TarBuilder().File("file", "words").ToArray()).Image("latest");
        (await RunAsync(failpoint, fixture)).ShouldBe(Killed);

        var image = await fixture.EnsureAsync($"oci:{fixture.Layout}");

        (await File.ReadAllTextAsync(Path.Combine(fixture.Mount(image), "file"), TestContext.Current.CancellationToken)).ShouldBe("words");
        await fixture.Images.CleanUpAsync(TestContext.Current.CancellationToken);
        fixture.Stored().Count.ShouldBe(2, "the file and its description");
    }

    [Fact]
    public async Task Ensure_CancelledBetweenLayers_LeavesNothing()
    {
        using var fixture = new StoreFixture();
        new LayoutBuilder(fixture.Layout).Layer(new TarBuilder().File("file", "words").ToArray()).Layer(new TarBuilder().File("more", "x").ToArray()).Image("latest");
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(
            () => fixture.Images.EnsureAsync($"oci:{fixture.Layout}", new StopAt(stop, "Unpacking layer 2"), stop.Token));

        fixture.Stored().ShouldBeEmpty();
        (await fixture.EnsureAsync($"oci:{fixture.Layout}")).Size.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task CleanUp_WorkOfALivingProcess_IsLetBe()
    {
        using var fixture = new StoreFixture();
        new LayoutBuilder(fixture.Layout).Layer(new TarBuilder().File("file", "words").ToArray()).Image("latest");
        (await RunAsync(ImageFailpoints.SpaceMade, fixture)).ShouldBe(Killed);
        var left = Directory.EnumerateDirectories(fixture.Scratch["images/work"]).Single();
        using (Bothy.Linux.Files.FileLock.TryTake(Path.Combine(left, "tools.lock")))
        {
            await fixture.Images.CleanUpAsync(TestContext.Current.CancellationToken);
            Directory.Exists(left).ShouldBeTrue();
        }

        await fixture.Images.CleanUpAsync(TestContext.Current.CancellationToken);
        Directory.Exists(left).ShouldBeFalse();
    }

    private static async Task<int> RunAsync(string failpoint, StoreFixture fixture)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "bothy-steps"), ["image-ensure", fixture.Scratch["images"], $"oci:{fixture.Layout}"])
        {
            RedirectStandardError = true,
        };
        start.Environment["BOTHY_FAILPOINT"] = failpoint;
        using var process = Process.Start(start)!;
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    private sealed class StopAt(CancellationTokenSource stop, string step) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value)
        {
            if (value.Text.StartsWith(step, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
