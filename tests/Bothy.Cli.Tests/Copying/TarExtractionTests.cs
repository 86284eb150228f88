using System.Formats.Tar;
using System.Text;
using Bothy.Cli.Copying;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Tests.Copying;

public sealed class TarExtractionTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("bothy-cli-").FullName;

    public TarExtractionTests() => Directory.CreateDirectory(Destination);

    private string Destination => Path.Combine(root, "destination");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Run_Tree_IsWrittenAsItWas()
    {
        await ExtractAsync(
            Entry(TarEntryType.Directory, "src/", mode: 0x1C0),
            File("src/a", "content", mode: 0xFFF),
            Link("src/link", "/etc/passwd"),
            Entry(TarEntryType.Fifo, "src/pipe"));

        System.IO.File.ReadAllText(Path.Combine(Destination, "src/a")).ShouldBe("content");
        var mode = System.IO.File.GetUnixFileMode(Path.Combine(Destination, "src/a"));
        (mode & (UnixFileMode)0xE00).ShouldBe(UnixFileMode.None, "no set-user-id");
        (mode & (UnixFileMode)0x1C0).ShouldBe((UnixFileMode)0x1C0, "what others may do is the umask's business");
        System.IO.File.GetUnixFileMode(Path.Combine(Destination, "src")).ShouldBe((UnixFileMode)0x1C0);
        new FileInfo(Path.Combine(Destination, "src/link")).LinkTarget.ShouldBe("/etc/passwd");
        Path.Exists(Path.Combine(Destination, "src/pipe")).ShouldBeFalse();
    }

    [Fact]
    public async Task Run_NewName_ReplacesTheFirstPart()
    {
        await ExtractAsync("mine", Entry(TarEntryType.Directory, "src/"), File("src/a", "content"));

        System.IO.File.ReadAllText(Path.Combine(Destination, "mine/a")).ShouldBe("content");
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("..")]
    public async Task Run_ClimbingPath_IsRefused(string name)
    {
        await Should.ThrowAsync<CliException>(() => ExtractAsync(File(name, "evil")));

        Directory.EnumerateFileSystemEntries(root).ShouldBe([Destination]);
    }

    [Fact]
    public async Task Run_ThroughALinkItBrought_IsRefused()
    {
        await Should.ThrowAsync<CliException>(() => ExtractAsync(
            Entry(TarEntryType.Directory, "a/"), Link("a/up", "../.."), File("a/up/evil", "evil")));

        Directory.EnumerateFileSystemEntries(root).ShouldBe([Destination]);
    }

    [Fact]
    public async Task Run_FileOverALink_ReplacesTheLink()
    {
        var victim = Path.Combine(root, "victim");
        System.IO.File.WriteAllText(victim, "precious");

        await ExtractAsync(Link("a", victim), File("a", "new"));

        System.IO.File.ReadAllText(victim).ShouldBe("precious");
        System.IO.File.ReadAllText(Path.Combine(Destination, "a")).ShouldBe("new");
    }

    [Fact]
    public async Task Run_AbsolutePath_StaysBelow()
    {
        await ExtractAsync(Entry(TarEntryType.Directory, "/tmp/"), File("/tmp/inside", "x"));

        System.IO.File.Exists(Path.Combine(Destination, "tmp/inside")).ShouldBeTrue();
    }

    [Fact]
    public async Task Run_HardLinkToOutside_IsRefused() =>
        await Should.ThrowAsync<CliException>(() => ExtractAsync(Entry(TarEntryType.HardLink, "a", link: "../../etc/passwd")));

    private Task ExtractAsync(params TarEntry[] entries) => ExtractAsync(null, entries);

    private async Task ExtractAsync(string? name, params TarEntry[] entries)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        stream.Position = 0;
        await new TarExtraction(Destination, name).RunAsync(stream, TestContext.Current.CancellationToken);
    }

    private static PaxTarEntry File(string name, string content, int mode = 0x1A4) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)), Mode = (UnixFileMode)mode };

    private static PaxTarEntry Link(string name, string target) => Entry(TarEntryType.SymbolicLink, name, link: target);

    private static PaxTarEntry Entry(TarEntryType type, string name, int mode = 0x1ED, string? link = null)
    {
        var entry = new PaxTarEntry(type, name) { Mode = (UnixFileMode)mode };
        if (link is not null)
        {
            entry.LinkName = link;
        }

        return entry;
    }
}
