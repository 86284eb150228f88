using Bothy.Api.Environments;
using Bothy.Cli.Environments.Getting;
using Bothy.Cli.Output;

namespace Bothy.Cli.Tests.Environments;

public sealed class EnvironmentDescriptionTests
{
    [Fact]
    public void Lines_Running_SayEverything()
    {
        var environment = Sample.Environment("work");
        environment = environment with
        {
            Status = environment.Status with
            {
                Automations = new AutomationsStatus
                {
                    Phase = PartPhase.Failed,
                    Commands =
                    [
                        new CommandStatus { Hook = "onCreateCommand", Phase = PartPhase.Ready, StartedAt = TestHost.Start, FinishedAt = TestHost.Start.AddSeconds(2) },
                        new CommandStatus { Hook = "postCreateCommand", Name = "web", Phase = PartPhase.Failed, ExitCode = 3 },
                    ],
                },
                Devcontainer = environment.Status.Devcontainer with { Warnings = ["features: not installed yet"] },
                Failures = [Sample.Failure("automations", "postCreateCommand.web failed with exit code 3", TestHost.Start.AddSeconds(40))],
            },
        };

        Render(environment).ShouldBe($"""
            work is running

              content       https://example.org/team/work.git#main
                            /workspaces/work, made from main at 3f2a91c
              image         debian:12
              machine       up 4m, address 10.201.0.2
              devcontainer  .devcontainer/devcontainer.json, user dev
              commands      onCreateCommand: done in 2.0 s
                            postCreateCommand.web: failed with exit code 3
              ports         3000, 8080
              disk          1.5 GiB of 32 GiB used
              placement     class default, runner local
              created       {TestHost.Start.AddMinutes(-5).ToLocalTime():yyyy-MM-dd HH:mm:ss}, 5m ago
              id            00000000-0000-0000-0000-000000000000, revision 7
            ✘ automations: postCreateCommand.web failed with exit code 3 (tried again in 40s)
            ! features: not installed yet

            """);
    }

    [Fact]
    public void Lines_HostileStrings_MoveNoCursor()
    {
        var environment = Sample.Environment("work");
        environment = environment with
        {
            Status = environment.Status with
            {
                Activity = "\u001b[2J[red]",
                Devcontainer = environment.Status.Devcontainer with { Name = "\u009b1m", RemoteUser = "a\nb", Warnings = ["\u0007"] },
                Failures = [Sample.Failure("content", "\u001b]0;x\u0007 [/]")],
            },
        };

        var text = Render(environment);

        text.Where(character => char.IsControl(character) && character != '\n').ShouldBeEmpty();
        text.ShouldContain("[red]");
    }

    private static string Render(EnvironmentResource environment)
    {
        using var host = new TestHost();
        new Screen(host.Host).Lines(EnvironmentDescription.Lines(environment, TestHost.Start));
        return host.Out;
    }
}
