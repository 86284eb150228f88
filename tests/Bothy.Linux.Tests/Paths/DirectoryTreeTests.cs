using Bothy.Linux.Paths;
using Bothy.Linux.Tools;

namespace Bothy.Linux.Tests.Paths;

public sealed class DirectoryTreeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_NamesThatAreNoTextAndPathsThatAreTooLong_AreGoneAndLinksNotFollowed()
    {
        var root = Directory.CreateTempSubdirectory("bothy-tree-").FullName;
        var other = Directory.CreateTempSubdirectory("bothy-other-").FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "kept"), "", Stop);
        const string script =
            """
            cd "$0"
            mkdir "$(printf 'caf\351')"
            echo > "$(printf 'caf\351/\377')"
            ln -s "$1" link
            name=$(printf 'd%.0s' $(seq 200))
            for i in $(seq 40); do mkdir "$name" && cd "$name"; done
            """;
        await Tool.RunAsync("/bin/bash", ["-ec", script, root, other], null, Stop);

        await DirectoryTree.DeleteAsync(root, Stop);
        await DirectoryTree.DeleteAsync(root, Stop);

        Directory.Exists(root).ShouldBeFalse();
        File.Exists(Path.Combine(other, "kept")).ShouldBeTrue();
        Directory.Delete(other, recursive: true);
    }
}
