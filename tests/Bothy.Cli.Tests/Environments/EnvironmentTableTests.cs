using Bothy.Api.Environments;
using Bothy.Cli.Environments.Listing;
using Bothy.Cli.Output;

namespace Bothy.Cli.Tests.Environments;

public sealed class EnvironmentTableTests
{
    private static readonly EnvironmentResource Building = With(Sample.Environment("api", EnvironmentPhase.Creating), activity: "building the image debian:12");

    private static readonly EnvironmentResource Failing = With(
        Sample.Environment("zulu", EnvironmentPhase.Starting),
        failure: "there is no branch nope in https://example.org/team/work.git; name one that exists with --ref");

    [Fact]
    public void Render_NoTerminal_WritesWholeLinesWithoutTrailingBlanks() => Render(width: null).ShouldBe("""
        NAME  PHASE     DOING                                                                                          IMAGE      PORTS      AGE
        api   creating  building the image debian:12                                                                   debian:12  3000,8080  5m
        work  running                                                                                                  debian:12  3000,8080  5m
        zulu  starting  there is no branch nope in https://example.org/team/work.git; name one that exists with --ref  debian:12  3000,8080  5m

        """);

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Render_Terminal_FitsItsWidthOnOneLineEach(int width)
    {
        var lines = Render(width).TrimEnd('\n').Split('\n');

        lines.Length.ShouldBe(4);
        lines.ShouldAllBe(line => line.Length <= width);
        lines[3].ShouldStartWith("zulu  starting  there is");
    }

    private static string Render(int? width)
    {
        using var host = new TestHost(width);
        var screen = new Screen(host.Host);
        screen.Lines(EnvironmentTable.Lines([Failing, Sample.Environment("work"), Building], TestHost.Start, screen.Width, wide: false));
        return host.Out;
    }

    private static EnvironmentResource With(EnvironmentResource environment, string? activity = null, string? failure = null) => environment with
    {
        Status = environment.Status with
        {
            Activity = activity,
            Failures = failure is null ? null : [Sample.Failure("content", failure)],
        },
    };
}
