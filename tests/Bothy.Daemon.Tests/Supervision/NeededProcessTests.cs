namespace Bothy.Daemon.Tests.Supervision;

/// <summary>What environments need goes on when Bothy is stopped, and is replaced when it is restarted.</summary>
public sealed class NeededProcessTests : IDisposable
{
    private readonly TestInstallation _installation = new();

    public NeededProcessTests() => _installation.Mark(TestPrograms.KeeperMark);

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task Down_Needed_GoesOnAndIsAdoptedByTheNext()
    {
        await _installation.Up();
        var keeper = await _installation.Running("keeper");
        _installation.Mark(TestPrograms.NeedMark);

        var (code, output, errors) = await _installation.Run(TestPrograms.Down);

        code.ShouldBe(0, errors);
        output.ShouldContain("keeper go on with them");
        (_installation["server"], _installation["runner"], _installation.Supervisor).ShouldBe((null, null, null));
        keeper.IsAlive.ShouldBeTrue();
        await _installation.Up();
        await _installation.Eventually("adopted", () => _installation.Log("supervisor").Contains($"keeper found running, process {keeper.Id}", StringComparison.Ordinal));
        TestInstallation.Kill(keeper);
        await _installation.Running("keeper", keeper);
    }

    [Fact]
    public async Task Down_NotNeeded_Stops()
    {
        await _installation.Up();
        await _installation.Running("keeper");

        (await _installation.Run(TestPrograms.Down)).Code.ShouldBe(0);

        _installation.CommandLines().ShouldBeEmpty();
    }

    [Fact]
    public async Task Down_NeedEnded_StopsWhatWasLeft()
    {
        await _installation.Up();
        var keeper = await _installation.Running("keeper");
        _installation.Mark(TestPrograms.NeedMark);
        await _installation.Run(TestPrograms.Down);
        File.Delete(Path.Combine(_installation.Data.Path, TestPrograms.NeedMark));

        await _installation.Run(TestPrograms.Down);

        keeper.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task Restart_Needed_ReplacesItByANewProcess()
    {
        await _installation.Up();
        var keeper = await _installation.Running("keeper");
        _installation.Mark(TestPrograms.NeedMark);

        var (code, output, errors) = await _installation.Run(TestPrograms.Restart);

        code.ShouldBe(0, output + errors);
        keeper.IsAlive.ShouldBeFalse();
        _installation["keeper"].ShouldNotBeNull();
    }
}
