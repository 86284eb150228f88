using Bothy.Api.Validation;

namespace Bothy.Api.Tests.Validation;

public sealed class NearestNameTests
{
    private static readonly string[] Fields = ["class", "content", "desiredPhase", "runner"];

    [Theory]
    [InlineData("clas", "class")]
    [InlineData("calss", "class")]
    [InlineData("Class", "class")]
    [InlineData("contents", "content")]
    [InlineData("desired_phase", "desiredPhase")]
    [InlineData("ruuner", "runner")]
    [InlineData("", null)]
    [InlineData("x", null)]
    [InlineData("image", null)]
    public void Find_Misspelt_IsWhatWasMeant(string word, string? meant) => NearestName.Find(word, Fields).ShouldBe(meant);

    [Fact]
    public void Find_VeryLongWord_IsNotCompared() => NearestName.Find(new string('x', 10_000), Fields).ShouldBeNull();
}
