using Bothy.Runner.Content;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Runner.Tests.Content;

public sealed class CloneProgressTests
{
    private readonly List<string> log = [];
    private readonly List<string> activity = [];
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Line_Counters_AreActivityAndTheirEndIsLogged()
    {
        var progress = new CloneProgress(log.Add, activity.Add, time);

        progress.Line("Cloning into '/workspaces/.bothy-clone/app'...");
        progress.Line("remote: Counting objects:  10% (1/10)");
        progress.Line("remote: Counting objects:  20% (2/10)");
        time.Advance(TimeSpan.FromSeconds(1));
        progress.Line("remote: Counting objects:  50% (5/10)");
        progress.Line("Receiving objects:  45% (450/1000), 12.50 MiB | 3.21 MiB/s");
        progress.Line("Receiving objects: 100% (1000/1000), 27.00 MiB | 3.00 MiB/s, done.");

        log.ShouldBe(["Cloning into '/workspaces/.bothy-clone/app'...", "Receiving objects: 100% (1000/1000), 27.00 MiB | 3.00 MiB/s, done."]);
        activity.ShouldBe([
            "counting objects: 10 %", "counting objects: 50 %", "receiving objects: 45 %, 12.50 MiB | 3.21 MiB/s",
            "receiving objects: 100 %, 27.00 MiB | 3.00 MiB/s"]);
    }

    [Fact]
    public void Line_LookAlike_IsLogged()
    {
        new CloneProgress(log.Add, activity.Add, time).Line("fatal: 50% (of nothing)");

        log.ShouldBe(["fatal: 50% (of nothing)"]);
        activity.ShouldBeEmpty();
    }
}
