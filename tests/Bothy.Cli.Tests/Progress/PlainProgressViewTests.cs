using Bothy.Api.Environments;
using Bothy.Api.Logs;
using Bothy.Cli.Progress;
using Bothy.Cli.Tests.Environments;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Cli.Tests.Progress;

public sealed class PlainProgressViewTests
{
    [Fact]
    public async Task Show_ComingUp_WritesALineAChange()
    {
        var time = new FakeTimeProvider();
        var clock = new StepClock(time);
        await using var output = new StringWriter { NewLine = "\n" };
        await using var view = new PlainProgressView(output);
        var running = Sample.Environment("work");
        var status = running.Status with
        {
            Content = new ContentStatus(),
            Devcontainer = new DevcontainerStatus(),
            Machine = new MachineStatus(),
            Automations = new AutomationsStatus(),
        };

        Show(status);
        Show(status = status with { Content = new() { Phase = PartPhase.Progressing }, Activity = "cloning" });
        time.Advance(TimeSpan.FromMilliseconds(80));
        Show(status = status with { Content = running.Status.Content });
        Show(status = status with { Devcontainer = running.Status.Devcontainer, Machine = new() { Phase = PartPhase.Progressing, Image = "debian:12" }, Activity = "building the image debian:12" });
        Show(status);
        view.Log(new LogLine { Source = "image", Stream = "stdout", Text = "I: \u001b[1mbuilding\nsecond line" });
        time.Advance(TimeSpan.FromSeconds(20));
        Show(status = status with
        {
            Machine = running.Status.Machine,
            Automations = new() { Commands = [new() { Hook = "postCreateCommand", Phase = PartPhase.Failed, ExitCode = 2, StartedAt = TestHost.Start, FinishedAt = TestHost.Start.AddSeconds(1) }] },
        });

        output.ToString().ShouldBe("""
            content: cloning
            content done: main at 3f2a91c (80 ms)
            devcontainer done: .devcontainer/devcontainer.json
            machine: building the image debian:12
            image | I: �[1mbuilding
            image | second line
            machine done: debian:12 (20.0 s)
            postCreateCommand failed: exit code 2 (1.0 s)

            """);

        void Show(EnvironmentStatus next) => view.Show(clock.Measure(StepReading.Steps(running with { Status = next })));
    }

    [Fact]
    public async Task Show_AlreadyUp_HasNoDurations()
    {
        var clock = new StepClock(new FakeTimeProvider());
        await using var output = new StringWriter { NewLine = "\n" };
        await using var view = new PlainProgressView(output);

        view.Show(clock.Measure(StepReading.Steps(Sample.Environment("work"))));

        output.ToString().ShouldNotContain("ms)");
    }
}
