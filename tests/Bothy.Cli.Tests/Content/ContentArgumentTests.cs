using Bothy.Cli.Content;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Tests.Content;

public sealed class ContentArgumentTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-cli-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("https://example.org/team/work.git", "https://example.org/team/work.git", null, "work")]
    [InlineData("https://example.org/team/work#v1.2", "https://example.org/team/work", "v1.2", "work")]
    [InlineData("HTTPS://example.org/Team/My_Work.git/", "https://example.org/Team/My_Work.git/", null, "my-work")]
    [InlineData("file:///srv/repo.git#feature/x", "file:///srv/repo.git", "feature/x", "repo")]
    [InlineData("ssh://git@example.org:2222/team/work.git", "ssh://git@example.org:2222/team/work.git", null, "work")]
    [InlineData("git@example.org:team/work.git#main", "git@example.org:team/work.git", "main", "work")]
    [InlineData("git@example.org:work", "git@example.org:work", null, "work")]
    public void Parse_Remote_TakesItApart(string argument, string url, string? reference, string name)
    {
        var requested = ContentArgument.Parse(argument, reference: null);

        requested.Spec.Git.ShouldNotBeNull().Url.ShouldBe(url);
        requested.Spec.Git.Ref.ShouldBe(reference);
        requested.Spec.Directory.ShouldBeNull();
        requested.DefaultName.ShouldBe(name);
        requested.Credentials.ShouldBeNull();
    }

    [Theory]
    [InlineData("https://alice:s%40fe@example.org/work.git", "alice", "s@fe")]
    [InlineData("https://ghp_secret@example.org/work.git", "ghp_secret", "")]
    [InlineData("https://alice:a@b:c@example.org/work.git", "alice", "a@b:c")]
    [InlineData("https://:token@example.org/work.git", "", "token")]
    public void Parse_HttpsWithUserInformation_KeepsNoneOfItInTheSpec(string argument, string user, string password)
    {
        var requested = ContentArgument.Parse(argument, reference: null);

        requested.Spec.Git!.Url.ShouldBe("https://example.org/work.git");
        requested.Credentials!.Username.ShouldBe(user);
        requested.Credentials.Password.ShouldBe(password);
        requested.ToString().ShouldNotContain("s@fe");
        requested.ToString().ShouldNotContain("ghp_secret");
    }

    [Theory]
    [InlineData("ssh://git:hunter2@example.org/work.git")]
    [InlineData("http://alice:hunter2@example.org/work.git")]
    [InlineData("ftp://alice:hunter2@example.org/work.git")]
    [InlineData("https://alice:hunter2@/work.git")]
    [InlineData("https://alice:hunter2 @example.org/work.git")]
    [InlineData("https://alice:hunter2@-oProxyCommand=x/work.git")]
    public void Parse_RefusedUrl_RepeatsNoPassword(string argument)
    {
        var error = Should.Throw<CliException>(() => ContentArgument.Parse(argument, reference: null));

        error.ExitCode.ShouldBe(2);
        (error.Message + error.Remedy).ShouldNotContain("hunter2");
    }

    [Fact]
    public void Parse_Directory_IsItsRealPath()
    {
        var real = Directory.CreateDirectory(Path.Combine(directory, "My Project")).FullName;
        var link = Path.Combine(directory, "link");
        File.CreateSymbolicLink(link, "My Project");

        var requested = ContentArgument.Parse(link, reference: null);

        requested.Spec.Directory!.Path.ShouldBe(RealPath.Of(directory) + "/My Project");
        requested.DefaultName.ShouldBe("my-project");
        RealPath.Of(real).ShouldBe(requested.Spec.Directory.Path);
    }

    [Fact]
    public void Parse_DirectoryThatLooksLikeARemote_IsTheDirectory()
    {
        var path = Directory.CreateDirectory(Path.Combine(directory, "git@host:path")).FullName;

        ContentArgument.Parse(path, reference: null).Spec.Directory.ShouldNotBeNull();
    }

    [Fact]
    public void Parse_TwoDifferentRefs_IsAnError() =>
        Should.Throw<CliException>(() => ContentArgument.Parse("https://example.org/work#a", "b")).Message.ShouldContain("two refs");

    [Theory]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("")]
    public void Parse_RefThatGitWouldMisread_IsAnError(string reference) =>
        Should.Throw<CliException>(() => ContentArgument.Parse("https://example.org/work", reference)).ExitCode.ShouldBe(2);

    [Fact]
    public void Parse_DirectoryWithRef_SaysHowToCloneIt() =>
        Should.Throw<CliException>(() => ContentArgument.Parse(directory, "main")).Remedy.ShouldNotBeNull().ShouldContain($"file://{directory} --ref main");

    [Fact]
    public void Parse_Nothing_SaysWhatItMayBe() =>
        Should.Throw<CliException>(() => ContentArgument.Parse(Path.Combine(directory, "absent"), null)).Message.ShouldContain("no such directory");
}
