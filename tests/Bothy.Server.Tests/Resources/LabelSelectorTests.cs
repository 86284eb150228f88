using Bothy.Server.Resources;

namespace Bothy.Server.Tests.Resources;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["team"] = "tools", ["example.org/tier"] = "test", ["empty"] = "" };

    [Theory]
    [InlineData("team=tools", true)]
    [InlineData("team=other", false)]
    [InlineData("team!=other", true)]
    [InlineData("team!=tools", false)]
    [InlineData("absent!=x", true)]
    [InlineData("absent=x", false)]
    [InlineData("team", true)]
    [InlineData("absent", false)]
    [InlineData("!absent", true)]
    [InlineData("!team", false)]
    [InlineData("empty=", true)]
    [InlineData("team=tools, example.org/tier=test", true)]
    [InlineData("team=tools,example.org/tier=prod", false)]
    public void Matches_Requirements_AllMustHold(string text, bool matches) => LabelSelector.Parse(text)!.Matches(Labels).ShouldBe(matches);

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("=x")]
    [InlineData("!=x")]
    [InlineData("a=b c")]
    [InlineData("a b")]
    [InlineData("team=tools,")]
    [InlineData("!")]
    public void Parse_NoSelector_IsNull(string text) => LabelSelector.Parse(text).ShouldBeNull();

    [Fact]
    public void Matches_NoLabels_LikeAnEmptySet() => LabelSelector.Parse("!team")!.Matches(null).ShouldBeTrue();
}
