using Bothy.Cli.Copying;

namespace Bothy.Cli.Tests.Copying;

public sealed class CopyPathTests
{
    [Theory]
    [InlineData("work:/etc/hosts", "work", "/etc/hosts")]
    [InlineData("work:", "work", "")]
    [InlineData("work:a:b", "work", "a:b")]
    [InlineData("./work:x", null, "./work:x")]
    [InlineData("/a:b", null, "/a:b")]
    [InlineData("file", null, "file")]
    [InlineData(":x", null, ":x")]
    public void Parse_Text_TellsWhichSide(string text, string? environment, string path) =>
        CopyPath.Parse(text).ShouldBe(new CopyPath(environment, path));
}
