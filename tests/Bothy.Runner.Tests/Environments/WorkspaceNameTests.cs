using Bothy.Api.Environments;
using Bothy.Runner.Environments;

namespace Bothy.Runner.Tests.Environments;

public sealed class WorkspaceNameTests
{
    [Theory]
    [InlineData("https://example.com/owner/project.git", "project")]
    [InlineData("https://example.com/owner/project/", "project")]
    [InlineData("git@example.com:owner/project.git", "project")]
    [InlineData("git@example.com:project", "project")]
    [InlineData("file:///srv/..", "workspace")]
    [InlineData("file:///srv/a%20b.git", "ab")]
    [InlineData("https://example.com/%2e%2e%2f%2e%2e", "workspace")]
    public void Of_Url_IsAFolderNameAndNothingElse(string url, string expected) =>
        WorkspaceName.Of(new ContentSpec { Git = new GitContentSpec { Url = url } }, "env").ShouldBe(expected);

    [Fact]
    public void Of_Directory_IsItsOwnName() =>
        WorkspaceName.Of(new ContentSpec { Directory = new DirectoryContentSpec { Path = "/home/me/My Project/" } }, "env").ShouldBe("MyProject");

    [Fact]
    public void Of_Nothing_IsTheEnvironmentsName() => WorkspaceName.Of(new ContentSpec(), "env").ShouldBe("env");
}
