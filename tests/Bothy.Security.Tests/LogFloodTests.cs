using Bothy.Runner.Logs;
using Bothy.Sandboxes.Containers;
using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests;

/// <summary>
/// An attempt to fill the host's disk with what is printed inside, twice: with the bound of an environment's log, which must drop what is older, and without it, where
/// all must arrive.
/// </summary>
public sealed class LogFloodTests(Laboratory laboratory)
{
    private const string End = "the end";
    private const long Flood = 24 << 20;
    private const long Allowed = 17 << 20;

    [Fact]
    public async Task Flood_LogAsItIs_LosesWhatIsOlder() => (await RunAsync(new EnvironmentLog(Place, TimeProvider.System))).ShouldBeInRange(1, Allowed);

    [Fact]
    public async Task Flood_NoBound_TakesAllItWants() =>
        (await RunAsync(new EnvironmentLog(Place, TimeProvider.System) { Bound = long.MaxValue })).ShouldBeGreaterThan(Flood);

    private string Place => Path.Combine(laboratory.Directory, "log");

    /// <summary>Bytes that the log has on the host afterwards; the last line is always there.</summary>
    private async Task<long> RunAsync(EnvironmentLog log)
    {
        Assert.SkipWhen(Host.Missing is not null, Host.Missing ?? "");
        using var open = log;
        var sandbox = await Sandbox.CreateAsync(laboratory, new HashSet<Protection>());
        try
        {
            var code = await new ContainerRuntime(laboratory.Paths).RunToEndAsync(
                sandbox.Spec(["/bin/sh", "-c", $"busybox yes {new string('x', 4000)} | busybox head -c {Flood}; echo; echo {End}"]),
                line => log.Info("flood", line),
                TestContext.Current.CancellationToken);
            code.ShouldBe(0);
            var files = new DirectoryInfo(Place).GetFiles();
            (await File.ReadAllTextAsync(files.MaxBy(file => file.LastWriteTimeUtc)!.FullName, TestContext.Current.CancellationToken)).ShouldContain(End);
            return files.Sum(file => file.Length);
        }
        finally
        {
            sandbox.Remove();
            Directory.Delete(Place, recursive: true);
        }
    }
}
