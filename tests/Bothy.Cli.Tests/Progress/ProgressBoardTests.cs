using Bothy.Api.Logs;
using Bothy.Cli.Logs;
using Bothy.Cli.Output;
using Bothy.Cli.Progress;
using Spectre.Console;

namespace Bothy.Cli.Tests.Progress;

public sealed class ProgressBoardTests
{
    private static readonly Step[] Steps =
    [
        new("content", StepState.Done, "main at 3f2a91c", TimeSpan.FromMilliseconds(420)),
        new("machine", StepState.Active, "building the image debian:12 from the package archive", TimeSpan.FromSeconds(12)),
        new("postCreateCommand.prepare-the-database", StepState.Waiting, "", null),
    ];

    [Fact]
    public void Lines_Wide_AreThese() => Lines(100).ShouldBe(
    [
        "✔ content                            main at 3f2a91c  420 ms",
        "⠋ machine                            building the image debian:12 from the package arch…  12.0 s",
        "    Unpacking [base-files]",
        "· postCreateCommand.prepare-the-da…",
    ]);

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(79)]
    public void Lines_AnyWidth_Fit(int width) => Lines(width).ShouldAllBe(line => CellWidth.Of(line) <= width);

    private static IReadOnlyList<string> Lines(int width)
    {
        var tail = new LogTail(10);
        tail.Add(new LogLine { Source = "content", Text = "not shown any more" });
        tail.Add(new LogLine { Source = "image", Text = "Unpacking [base-files]" });
        return [.. ProgressBoard.Lines(Steps, tail, frame: 0, width).Select(Markup.Remove)];
    }
}
