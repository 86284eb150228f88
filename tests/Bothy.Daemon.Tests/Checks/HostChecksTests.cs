using Bothy.Daemon.Checks;
using Bothy.Daemon.Data;

namespace Bothy.Daemon.Tests.Checks;

public sealed class HostChecksTests
{
    [Fact]
    public void Program_Missing_SaysWhichPackageToInstall() =>
        HostChecks.Program(("no-such-program", "its-package")).ShouldBe(
            new CheckResult("no-such-program", CheckState.Missing, "not found", "apt-get install its-package"));

    [Fact]
    public void All_ThisHost_EveryMissingThingHasAFix() =>
        HostChecks.All().ShouldAllBe(result => (result.State == CheckState.Ok) == (result.Fix == null));

    [Fact]
    public void Installation_NothingRuns_SaysSoWithoutMakingAnything()
    {
        var data = new DataDirectory(Path.Combine(Path.GetTempPath(), $"bothy-test-{Guid.NewGuid():n}"));

        InstallationChecks.All(data, ["server"]).Where(result => result.Detail == "does not run").Select(result => result.Name)
            .ShouldBe(["supervisor", "server"]);
        Directory.Exists(data.Path).ShouldBeFalse();
    }
}
