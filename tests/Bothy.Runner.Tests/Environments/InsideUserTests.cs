using Bothy.Runner.Environments;

namespace Bothy.Runner.Tests.Environments;

public sealed class InsideUserTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("users-").FullName;

    public InsideUserTests()
    {
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        File.WriteAllText(Path.Combine(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nbroken line\ndev:x:1001:1002::/home/dev:/bin/bash\n");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("dev")]
    [InlineData("1001")]
    [InlineData("dev:staff")]
    public void Find_NameOrNumber_IsTheUser(string wanted) =>
        InsideUser.Find(wanted, root).ShouldBe(new InsideUser("dev", 1001, 1002, "/home/dev"));

    [Fact]
    public void Find_UnknownNumber_IsThatNumber() => InsideUser.Find("4242", root)!.Id.ShouldBe(4242u);

    [Fact]
    public void Find_UnknownName_IsNull() => InsideUser.Find("nobody-there", root).ShouldBeNull();

    [Fact]
    public void Find_RootInAnEmptyImage_IsRoot() => InsideUser.Find("root", "/nonexistent")!.Id.ShouldBe(0u);

    [Fact]
    public void Find_PasswdIsALinkOut_IsNotFollowed()
    {
        File.Delete(Path.Combine(root, "etc/passwd"));
        File.CreateSymbolicLink(Path.Combine(root, "etc/passwd"), "/etc/passwd");

        InsideUser.Find("daemon", root).ShouldBeNull();
    }
}
