using Bothy.Cli.Output;

namespace Bothy.Cli.Tests.Output;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain, naïve, 日本, 👩‍💻", "plain, naïve, 日本, 👩‍💻")]
    [InlineData("\u001b[31mred\u001b]0;title\u0007", "\uFFFD[31mred\uFFFD]0;title\uFFFD")]
    [InlineData("a\tb\nc\r\nd", "a b c  d")]
    [InlineData("\u009b2J\u0085\u2028", "\uFFFD2J\uFFFD\uFFFD")]
    [InlineData("user\u202Egnp.exe", "user\uFFFDgnp.exe")]
    [InlineData(null, "")]
    public void Line_HostileText_ShowsAndDoesNothing(string? text, string expected) => Printable.Line(text).ShouldBe(expected);

    [Fact]
    public void Line_EveryCharacter_LeavesNoControls()
    {
        var all = new string([.. Enumerable.Range(0, char.MaxValue + 1).Where(code => !char.IsSurrogate((char)code)).Select(code => (char)code)]);

        Printable.Line(all).Any(char.IsControl).ShouldBeFalse();
    }

    [Fact]
    public void Markup_SpectreTags_AreText() => Spectre.Console.Markup.Remove(Screen.Markup("[red]no[/] [")).ShouldBe("[red]no[/] [");
}
