using Bothy.Devcontainers.Files;

namespace Bothy.Devcontainers.Tests.Files;

public sealed class DirectoryWorkspaceFilesTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("bothy-devcontainers-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Read_File_GivesItsBytesUpToTheLimit()
    {
        File.WriteAllText(Path.Combine(root.FullName, "file"), "12345");
        var files = new DirectoryWorkspaceFiles(root.FullName);

        files.Read("file", 100).ShouldBe("12345"u8.ToArray());
        files.Read("file", 3).ShouldBe("123"u8.ToArray());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("nothing/below")]
    public void Read_NoFile_GivesNull(string path)
    {
        var files = new DirectoryWorkspaceFiles(root.FullName);

        files.FileExists(path).ShouldBeFalse();
        files.Read(path, 100).ShouldBeNull();
    }

    [Fact]
    public void ListDirectories_Directory_NamesDirectoriesOnly()
    {
        root.CreateSubdirectory(".devcontainer/one");
        File.WriteAllText(Path.Combine(root.FullName, ".devcontainer", "file"), "");
        var files = new DirectoryWorkspaceFiles(root.FullName);

        files.ListDirectories(".devcontainer").ShouldBe(["one"]);
        files.ListDirectories("nothing").ShouldBeEmpty();
    }
}
