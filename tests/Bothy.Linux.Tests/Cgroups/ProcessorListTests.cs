using Bothy.Linux.Cgroups;

namespace Bothy.Linux.Tests.Cgroups;

public sealed class ProcessorListTests
{
    [Theory]
    [InlineData("", new int[0])]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-1", new[] { 0, 1 })]
    [InlineData("1,3-5,8", new[] { 1, 3, 4, 5, 8 })]
    public void Parse_AndFormat_AreInverse(string text, int[] numbers)
    {
        ProcessorList.Parse(text + "\n").ShouldBe(numbers);
        ProcessorList.Format(numbers).ShouldBe(text);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("1-")]
    [InlineData("-1")]
    public void Parse_NoList_Throws(string text) => Should.Throw<FormatException>(() => ProcessorList.Parse(text));
}
