using System.Text;
using Bothy.Linux.Tools;

namespace Bothy.Linux.Tests.Tools;

public sealed class OutputLinesTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("one", new[] { "one" })]
    [InlineData("one\ntwo\n", new[] { "one", "two" })]
    [InlineData("one\r\ntwo\r\n", new[] { "one", "two" })]
    [InlineData("one\n\ntwo", new[] { "one", "", "two" })]
    [InlineData(" 10 %\r 90 %\rdone\n", new[] { " 10 %", " 90 %", "done" })]
    public async Task Read_Lines_AreSplit(string text, string[] expected) => (await ReadAsync(text)).ShouldBe(expected);

    [Fact]
    public async Task Read_EndlessLine_ArrivesInPieces()
    {
        var lines = await ReadAsync(new string('x', (3 * OutputLines.LongestLine) + 1));

        lines.Select(line => line.Length).ShouldBe([OutputLines.LongestLine, OutputLines.LongestLine, OutputLines.LongestLine, 1]);
    }

    private static async Task<List<string>> ReadAsync(string text)
    {
        var lines = new List<string>();
        await OutputLines.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), lines.Add, TestContext.Current.CancellationToken);
        return lines;
    }
}
