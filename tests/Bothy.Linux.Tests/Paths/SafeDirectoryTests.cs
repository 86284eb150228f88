using Bothy.Linux.Paths;

namespace Bothy.Linux.Tests.Paths;

public sealed class SafeDirectoryTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("bothy-safe-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("plain", true)]
    [InlineData("plain/file", true)]
    [InlineData("missing", false)]
    [InlineData("inside", false)]
    [InlineData("inside/file", false)]
    [InlineData("outside", false)]
    [InlineData("outside/passwd", false)]
    [InlineData("plain/../../etc", false)]
    public void HasPlain_FollowsNoLink(string path, bool expected)
    {
        Directory.CreateDirectory(Path.Combine(root, "plain"));
        File.WriteAllText(Path.Combine(root, "plain", "file"), "");
        File.CreateSymbolicLink(Path.Combine(root, "inside"), "plain");
        File.CreateSymbolicLink(Path.Combine(root, "outside"), "/etc");
        using var directory = SafeDirectory.Open(root);

        directory.HasPlain(path).ShouldBe(expected);
    }
}
