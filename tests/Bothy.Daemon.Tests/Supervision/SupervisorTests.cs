using System.Runtime.InteropServices;
using Bothy.Linux.Pidfds;

namespace Bothy.Daemon.Tests.Supervision;

public sealed class SupervisorTests : IDisposable
{
    private readonly TestInstallation _installation = new();

    public void Dispose() => _installation.Dispose();

    [Theory]
    [InlineData("server")]
    [InlineData("runner")]
    public async Task Process_Killed_StartedAgainAndTheOtherLeftAlone(string victim)
    {
        await _installation.Up();
        var other = victim == "server" ? "runner" : "server";
        var (before, otherBefore) = (await _installation.Running(victim), await _installation.Running(other));

        TestInstallation.Kill(before);

        await _installation.Running(victim, before);
        _installation[other].ShouldBe(otherBefore);
        _installation.Log("supervisor").ShouldContain($"{victim} ended by signal 9, process {before.Id}");
    }

    [Fact]
    public async Task Supervisor_Killed_ProcessesGoOnAndTheNextOneAdoptsAndRestartsThem()
    {
        await _installation.Up();
        var (supervisor, server, runner) = (_installation.Supervisor!.Value, await _installation.Running("server"), await _installation.Running("runner"));
        TestInstallation.Kill(supervisor);
        await _installation.Eventually("the supervisor is gone", () => !supervisor.IsAlive);
        (server.IsAlive, runner.IsAlive).ShouldBe((true, true));

        await _installation.Up();

        (_installation["server"], _installation["runner"]).ShouldBe((server, runner));
        await _installation.Eventually("adopted", () => _installation.Log("supervisor").Contains($"runner found running, process {runner.Id}", StringComparison.Ordinal));
        TestInstallation.Kill(server);
        await _installation.Running("server", server);
        _installation["runner"].ShouldBe(runner);
    }

    [Fact]
    public async Task Up_SecondOnOneDirectory_RefusedWithTheHoldersName()
    {
        await _installation.Up();

        var (code, _, errors) = await _installation.Run(TestPrograms.Up);

        code.ShouldBe(1);
        errors.ShouldContain($"{_installation.Data.Path} is in use by process {_installation.Supervisor!.Value.Id}");
    }

    [Fact]
    public async Task UpDetached_AlreadyRunning_SucceedsAndChangesNothing()
    {
        await _installation.Up();
        var before = (_installation.Supervisor, _installation["server"], await _installation.Running("runner"));

        await _installation.Up();

        (_installation.Supervisor, _installation["server"], _installation["runner"]!.Value).ShouldBe(before);
    }

    [Fact]
    public async Task UpDetached_FiveAtOnce_OneSupervisorAndAllSucceed()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _installation.Up()));
        await _installation.Running("runner");

        await _installation.Eventually("three processes", () => _installation.CommandLines().Count == 3);
    }

    [Fact]
    public async Task UpDetached_ServerCrashes_FailsWithTheTailOfItsLog()
    {
        await File.WriteAllTextAsync(Path.Combine(_installation.Data.Path, TestPrograms.CrashMark), "", TestContext.Current.CancellationToken);

        var (code, _, errors) = await _installation.Run(TestPrograms.Up, "--detach");

        code.ShouldBe(1);
        errors.ShouldContain("the server keeps ending");
        errors.ShouldContain($"{_installation.Data.Log("server")}:\n  crashing as told");
    }

    [Fact]
    public async Task Process_KeepsCrashing_RestartedEverMoreSlowly()
    {
        var mark = Path.Combine(_installation.Data.Path, TestPrograms.CrashMark);
        await _installation.Up();
        var server = await _installation.Running("server");
        await File.WriteAllTextAsync(mark, "", TestContext.Current.CancellationToken);
        TestInstallation.Kill(server);

        await _installation.Eventually("slowed down", () => Occurrences("server keeps ending") >= 3);
        File.Delete(mark);

        await _installation.Eventually("up again", () => _installation.Log("server").Split("server is up").Length >= 3);
        _installation.Log("supervisor").ShouldContain("server ended with exit code 7");
        _installation.Log("server").ShouldContain("crashing as told");

        int Occurrences(string words) => _installation.Log("supervisor").Split(words).Length - 1;
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Supervisor_Signalled_StopsRunnerThenServerThenItself(PosixSignal signal)
    {
        using var supervisor = _installation.Start(TestPrograms.Up);
        await _installation.Running("server");
        await _installation.Eventually("both up", () => _installation.Log("runner").Contains("is up", StringComparison.Ordinal)
            && _installation.Log("server").Contains("is up", StringComparison.Ordinal));

        using (var handle = PidFd.Open(_installation.Supervisor!.Value)!)
        {
            handle.Send(signal == PosixSignal.SIGTERM ? Signal.Terminate : Signal.Interrupt);
        }

        await supervisor.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        supervisor.ExitCode.ShouldBe(0);
        (_installation["server"], _installation["runner"]).ShouldBe((null, null));
        var log = _installation.Log("supervisor");
        log.IndexOf("runner stopped", StringComparison.Ordinal).ShouldBeInRange(0, log.IndexOf("server stopped", StringComparison.Ordinal));
        _installation.Log("server").ShouldContain("server stops");
    }

    [Fact]
    public async Task Processes_Always_LeadSessionsOfTheirOwn()
    {
        await _installation.Up();
        await _installation.Running("runner");

        foreach (var process in new[] { _installation.Supervisor, _installation["server"], _installation["runner"] })
        {
            var stat = await File.ReadAllTextAsync($"/proc/{process!.Value.Id}/stat", TestContext.Current.CancellationToken);
            stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3].ShouldBe($"{process.Value.Id}");
        }
    }

    [Fact]
    public async Task Down_SupervisorKilledBefore_StopsWhatItLeft()
    {
        await _installation.Up();
        await _installation.Running("runner");
        TestInstallation.Kill(_installation.Supervisor!.Value);

        (await _installation.Run(TestPrograms.Down)).Code.ShouldBe(0);

        _installation.CommandLines().ShouldBeEmpty();
    }

    [Fact]
    public async Task Child_StartedByHandWhileRunning_RefusedWithTheHoldersName()
    {
        await _installation.Up();
        using var second = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(Environment.ProcessPath!, [TestPrograms.Child, "server", "--data", _installation.Data.Path]) { RedirectStandardError = true })!;

        var errors = await second.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        second.ExitCode.ShouldBe(1);
        errors.ShouldContain($"is running already, process {_installation["server"]!.Value.Id}");
    }
}
