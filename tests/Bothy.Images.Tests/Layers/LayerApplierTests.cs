using System.Text;
using Bothy.Images.Erofs;
using Bothy.Images.Layers;
using Bothy.Images.Tests.Erofs;
using Bothy.Images.Trees;
using Bothy.Linux.Tools;
using CsCheck;

namespace Bothy.Images.Tests.Layers;

/// <summary>What layers do to the tree, and what hostile ones cannot do to anything else.</summary>
public sealed class LayerApplierTests : IDisposable
{
    private readonly Scratch scratch = new();
    private MountedImage? mounted;

    public LayerApplierTests()
    {
        Scratch.NeedRoot();
        Directory.CreateDirectory(scratch["outside"]);
        File.WriteAllText(scratch["outside/secret"], "untouched");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Root => (mounted ?? throw new InvalidOperationException("The image is not mounted.")).Root;

    [Fact]
    public async Task Apply_EveryKindOfEntry_IsMadeAsSaid()
    {
        await MountAsync(new TarBuilder()
            .Directory("./", mode: 0x1C0)
            .Directory("./etc/", owner: 7)
            .File("etc/file", "words", mode: 0x9ED, owner: 1000)
            .Link("etc/link", "/absolute/../target")
            .HardLink("etc/hard", "./etc/file")
            .Entry('6', "etc/pipe")
            .Pax(("mtime", "1234567890.123456789"u8.ToArray()), ("path", "/etc/über"u8.ToArray()), ("uid", "3000000"u8.ToArray()))
            .File("ignored", "later"));

        File.GetUnixFileMode(Root).ShouldBe((UnixFileMode)0x1C0);
        (await StatAsync("etc")).ShouldBe("755 7:7 1000000000.000000000");
        (await StatAsync("etc/file")).ShouldBe("4755 1000:1000 1000000000.000000000");
        (await StatAsync("etc/über")).ShouldBe("644 3000000:0 1234567890.123456789");
        File.ReadAllText(Path.Combine(Root, "etc/hard")).ShouldBe("words");
        new FileInfo(Path.Combine(Root, "etc/link")).LinkTarget.ShouldBe("/absolute/../target");
        (await Tool.RunAsync("stat", ["-c", "%F", Path.Combine(Root, "etc/pipe")], null, Stop)).Trim().ShouldBe("fifo");
    }

    [Fact]
    public async Task Apply_FileCapabilities_SurviveAsBytes()
    {
        // cap_setuid=ep: has bytes that are no text.
        byte[] capability = [1, 0, 0, 2, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        await MountAsync(new TarBuilder()
            .Pax(("SCHILY.xattr.security.capability", capability), ("SCHILY.xattr.user.note", "mine"u8.ToArray()), ("SCHILY.xattr.trusted.overlay.opaque", "y"u8.ToArray()))
            .File("newuidmap", "x"));

        // GNU tar reads them from the filesystem, and writes them as they are.
        await Tool.RunAsync("tar", ["-C", Root, "--xattrs", "--xattrs-include=*", "-cf", scratch["out.tar"], "newuidmap"], null, Stop);
        await using var archive = File.OpenRead(scratch["out.tar"]);
        var attributes = new TarReader(archive).Next()!.Attributes;

        attributes["security.capability"].ShouldBe(capability);
        attributes["user.note"].ShouldBe("mine"u8.ToArray());
        attributes.Keys.ShouldNotContain(key => key.StartsWith("trusted."));
    }

    [Fact]
    public async Task Apply_AccessControlLists_SayThePermissions()
    {
        var list = Acl((1, 7, -1), (2, 6, 1000), (4, 1, -1), (0x10, 5, -1), (0x20, 0, -1));
        await MountAsync(new TarBuilder()
            .Pax(("SCHILY.xattr.system.posix_acl_access", list)).File("listed", "x", mode: 0x9FF)
            .Pax(("SCHILY.xattr.system.posix_acl_access", Acl((1, 6, -1), (4, 4, -1), (0x20, 4, -1)))).File("plain", "x", mode: 0x1FF)
            .Pax(("SCHILY.xattr.system.posix_acl_default", list)).Directory("shared", mode: 0x1ED));

        (await StatAsync("listed")).ShouldStartWith("4750 ");
        (await StatAsync("plain")).ShouldStartWith("644 ");
        (await StatAsync("shared")).ShouldStartWith("755 ");
        FileState.Of(Path.Combine(Root, "listed")).Attributes.ShouldBe(new Dictionary<string, string> { ["system.posix_acl_access"] = Convert.ToHexString(list) });
        FileState.Of(Path.Combine(Root, "plain")).Attributes.ShouldBeEmpty();
        FileState.Of(Path.Combine(Root, "shared")).Attributes.Keys.ShouldBe(["system.posix_acl_default"]);
    }

    [Fact]
    public async Task Apply_LaterLayers_ReplaceWhatIsBelow()
    {
        await MountAsync(
            new TarBuilder().Directory("d").File("d/kept", "1").File("f", "old").Directory("tofile").File("tofile/x", "x").Link("todir", "d"),
            new TarBuilder().Directory("d", mode: 0x1C0).File("f", "new").File("tofile", "now a file").Directory("todir").File("todir/own", "2"));

        File.ReadAllText(Path.Combine(Root, "d/kept")).ShouldBe("1");
        File.ReadAllText(Path.Combine(Root, "f")).ShouldBe("new");
        File.ReadAllText(Path.Combine(Root, "tofile")).ShouldBe("now a file");
        new DirectoryInfo(Path.Combine(Root, "todir")).LinkTarget.ShouldBeNull();
        File.Exists(Path.Combine(Root, "d/own")).ShouldBeFalse();
    }

    [Fact]
    public async Task Apply_PathsThroughLinks_StayInTheImage()
    {
        await MountAsync(
            new TarBuilder().Directory("usr/lib").Link("lib", "usr/lib").Link("abs", "/usr/lib").Link("up", "../../../../../usr/lib"),
            new TarBuilder().File("lib/a", "a").File("abs/b", "b").File("up/c", "c"));

        Directory.EnumerateFiles(Path.Combine(Root, "usr/lib")).Select(Path.GetFileName).Order().ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Apply_Whiteouts_RemoveOnlyWhatIsBelow()
    {
        await MountAsync(
            new TarBuilder().File("gone", "1").Directory("dir").File("dir/gone", "1").File("dir/replaced", "old").File("dir/sub/deep", "1").File("other", "1"),
            new TarBuilder().File("dir/replaced", "new").File(".wh.gone").File("dir/.wh..wh..opq").File("dir/own", "2").File(".wh.absent").File(".wh..wh.plnk"),
            new TarBuilder().File("other", "again").File(".wh.other"));

        File.Exists(Path.Combine(Root, "gone")).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(Path.Combine(Root, "dir")).Select(Path.GetFileName).Order().ShouldBe(["own", "replaced"]);
        File.ReadAllText(Path.Combine(Root, "dir/replaced")).ShouldBe("new");
        File.ReadAllText(Path.Combine(Root, "other")).ShouldBe("again");
        Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName).Order().ShouldBe(["dir", "other"]);
    }

    [Fact]
    public async Task Apply_WhiteoutThroughALinkToTheHost_RemovesNothingThere()
    {
        await MountAsync(
            new TarBuilder().Link("out", scratch["outside"]).File("out2", "x"),
            new TarBuilder().File("out/.wh.secret").File("out/.wh..wh..opq"));

        OutsideIsUntouched();
    }

    [Fact]
    public async Task Apply_Devices_AreLeftOut()
    {
        await MountAsync(new TarBuilder().Entry('3', "dev/null").Entry('4', "dev/sda").File("after", "1"));

        Directory.Exists(Path.Combine(Root, "dev")).ShouldBeFalse();
        File.Exists(Path.Combine(Root, "after")).ShouldBeTrue();
    }

    public static TheoryData<string> HostileEntries =>
    [
        "climb", "climb-inside", "hard-link-climb", "hard-link-absolute-host", "hard-link-missing", "hard-link-to-directory", "root-is-a-file", "root-is-a-link",
        "whiteout-dot", "whiteout-dotdot", "whiteout-nothing", "name-too-long", "path-too-long", "too-deep", "parent-is-a-file", "link-loop",
        "dangling-parent", "proc-self-root-without-proc", "negative-size", "sparse", "unknown-type", "owner-too-large", "truncated-header", "truncated-content", "checksum", "pax-length",
        "pax-size-lies", "not-a-tar", "zero-in-name", "zero-in-target", "target-too-long", "target-empty", "acl-malformed", "acl-without-mask", "acl-default-of-a-file",
        "capability-malformed", "attribute-too-long", "attribute-without-name",
    ];

    [Theory]
    [MemberData(nameof(HostileEntries))]
    public void Apply_Hostile_IsRefusedAndTouchesNothingOutside(string name)
    {
        byte[] archive = name switch
        {
            "truncated-header" => new TarBuilder().File("a").Unfinished()[..300],
            "truncated-content" => new TarBuilder().File("a", new string('x', 2000)).Unfinished()[..1024],
            "checksum" => [.. "evil"u8, .. new TarBuilder().File("a").ToArray()[4..]],
            "not-a-tar" => [.. Enumerable.Range(1, 2048).Select(value => (byte)value)],
            _ => Hostile(name).ToArray(),
        };
        var exception = Should.Throw<TarException>(() => MountedImage.Write(scratch["hostile.erofs"], new UnpackLimits(), archive));

        exception.Message.ShouldNotBeEmpty();
        OutsideIsUntouched();
    }

    public static TheoryData<string> HarmlessAttacks =>
    [
        "absolute", "absolute-through-link", "write-through-link", "replace-link-then-write", "hard-link-to-link-then-write", "directory-over-link",
        "chmod-through-link", "proc-self-root", "attribute-through-link", "trailing-data",
    ];

    [Theory]
    [MemberData(nameof(HarmlessAttacks))]
    public async Task Apply_Attack_StaysInside(string name)
    {
        await MountAsync(Attack(name));

        OutsideIsUntouched();
    }

    [Fact]
    public void Apply_TooManyEntries_IsRefused()
    {
        Should.Throw<ImageException>(() => Write(new UnpackLimits { Entries = 2 }, new TarBuilder().File("a").File("b").File("c"))).Problem.ShouldBe(ImageProblem.TooLarge);
    }

    [Fact]
    public void Apply_TooManyDirectoriesThatNobodyNames_IsRefused()
    {
        Should.Throw<ImageException>(() => Write(new UnpackLimits { Entries = 10 }, new TarBuilder().File("a/b/c/d/e/f/g/h/i/j/k"))).Problem.ShouldBe(ImageProblem.TooLarge);
    }

    [Fact]
    public void Apply_TooLongNamesAltogether_IsRefused()
    {
        Should.Throw<ImageException>(() => Write(new UnpackLimits { NameBytes = 100 }, new TarBuilder().Link("a", new string('t', 60)).Link("b", new string('t', 60)))).Problem.ShouldBe(ImageProblem.TooLarge);
    }

    [Fact]
    public void Apply_ChangedArchive_GivesAnImageOrATypedError()
    {
        var archive = new TarBuilder().Directory("d").File("d/file", new string('c', 700)).Link("link", "d").HardLink("link/hard", "d/file")
            .File("d/.wh.file").File(".wh..wh..opq").Pax(("path", "d/long"u8.ToArray()), ("SCHILY.xattr.user.a", [1, 2, 3])).File("x", new string('c', 3000)).ToArray();
        Gen.Select(Gen.Int[0, archive.Length - 1], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                var changed = archive.ToArray();
                foreach (var (at, value) in changes)
                {
                    changed[at] = value;
                }

                TarBuilder.Seal(changed);
                using var image = new ErofsWriter(scratch[Path.GetRandomFileName()]);
                var entries = new UnpackLimits().OfEntries();
                try
                {
                    new LayerApplier(new ImageTree(entries), image, entries, ByteBudget.Unlimited).Apply(new MemoryStream(changed), Stop);
                }
                catch (Exception exception) when (exception is TarException or ImageException)
                {
                    exception.Message.ShouldNotBeEmpty();
                }
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public async Task Apply_ArchivesOfGnuTar_AreUnderstood()
    {
        var longName = string.Join('/', Enumerable.Repeat(new string('n', 60), 3));
        Directory.CreateDirectory(scratch["in/" + longName]);
        File.WriteAllText(scratch["in/" + longName + "/file"], "deep");
        File.CreateSymbolicLink(scratch["in/link"], new string('t', 150));
        foreach (var format in (string[])["gnu", "pax", "ustar"])
        {
            var file = scratch[format + ".tar"];
            string[] skipLong = format == "ustar" ? ["--exclude=link"] : [];
            await Tool.RunAsync("tar", ["-C", scratch["in"], $"--format={format}", "-cf", file, .. skipLong, "."], null, Stop);
            using var image = await MountedImage.OfLayersAsync(scratch, format, await File.ReadAllBytesAsync(file, Stop));

            File.ReadAllText(Path.Combine(image.Root, longName, "file")).ShouldBe("deep", format);
            if (format != "ustar")
            {
                new FileInfo(Path.Combine(image.Root, "link")).LinkTarget.ShouldBe(new string('t', 150), format);
            }
        }
    }

    public void Dispose()
    {
        OutsideIsUntouched();
        mounted?.Dispose();
        scratch.Dispose();
    }

    private TarBuilder Attack(string name) => name switch
    {
        "absolute" => new TarBuilder().File("/outside/secret", "evil"),
        "absolute-through-link" => new TarBuilder().Link("out", "/").File("out" + scratch["outside/secret"], "evil"),
        "write-through-link" => new TarBuilder().Link("out", scratch["outside"]).Directory(scratch["outside"]).File("out/secret", "evil"),
        "replace-link-then-write" => new TarBuilder().Link("secret", scratch["outside/secret"]).File("secret", "evil"),
        "hard-link-to-link-then-write" => new TarBuilder().Link("a", scratch["outside/secret"]).HardLink("b", "a").File("b", "evil"),
        "directory-over-link" => new TarBuilder().Link("out", scratch["outside"]).Directory("out", mode: 0, owner: 99).File("out/secret", "evil"),
        "chmod-through-link" => new TarBuilder().Link("out", scratch["outside"]).Entry('2', "out", scratch["outside"], mode: 0x9FF, owner: 99),
        "proc-self-root" => new TarBuilder().Link("out", "/proc/self/root" + scratch["outside"])
            .Directory("proc/self/root" + scratch["outside"]).File("out/secret", "evil"),
        "attribute-through-link" => new TarBuilder()
            .Pax(("SCHILY.xattr.user.evil", "1"u8.ToArray())).Link("out", scratch["outside/secret"]),
        "trailing-data" => new TarBuilder().File("a").Entry('0', "b").File("c"),
        _ => throw new ArgumentException(name),
    };

    private TarBuilder Hostile(string name) => name switch
    {
        "climb" => new TarBuilder().File("../outside/secret", "evil"),
        "climb-inside" => new TarBuilder().Directory("a").File("a/../../outside/secret", "evil"),
        "hard-link-climb" => new TarBuilder().HardLink("mine", "../outside/secret"),
        "hard-link-absolute-host" => new TarBuilder().HardLink("mine", scratch["outside/secret"]),
        "hard-link-missing" => new TarBuilder().HardLink("mine", "absent"),
        "hard-link-to-directory" => new TarBuilder().Directory("d").HardLink("mine", "d"),
        "root-is-a-file" => new TarBuilder().File("./", "x").File(".", "x"),
        "root-is-a-link" => new TarBuilder().Link("/", scratch["outside"]),
        "whiteout-dot" => new TarBuilder().File(".wh.."),
        "whiteout-dotdot" => new TarBuilder().Directory("d").File("d/.wh..."),
        "whiteout-nothing" => new TarBuilder().File(".wh."),
        "name-too-long" => new TarBuilder().Pax(("path", Enumerable.Repeat((byte)'n', 256).ToArray())).File("x"),
        "path-too-long" => new TarBuilder().Pax(("path", [.. Enumerable.Repeat("n/"u8.ToArray(), 2000).SelectMany(part => part), (byte)'f'])).File("x"),
        "too-deep" => new TarBuilder().Pax(("path", Deep(""))).Directory("x").Pax(("linkpath", Deep(""))).Link("l", "x").Pax(("path", Deep("l/"))).Directory("x"),
        "parent-is-a-file" => new TarBuilder().File("f", "1").File("f/below", "x"),
        "link-loop" => new TarBuilder().Link("a", "b").Link("b", "a").File("a/x", "x"),
        "dangling-parent" => new TarBuilder().Link("a", "nowhere/at/all").File("a/x", "x"),
        "proc-self-root-without-proc" => new TarBuilder().Link("out", "/proc/self/root" + scratch["outside"]).File("out/secret", "evil"),
        "negative-size" => new TarBuilder().Pax(("size", "-1"u8.ToArray())).File("x"),
        "sparse" => new TarBuilder().Entry('S', "x"),
        "unknown-type" => new TarBuilder().Entry('Z', "x"),
        "owner-too-large" => new TarBuilder().Pax(("uid", "4294967296"u8.ToArray())).File("x"),
        "pax-length" => new TarBuilder().Entry('x', "pax", content: "99 path=x\n"u8.ToArray()).File("x"),
        "pax-size-lies" => new TarBuilder().Pax(("size", "4096"u8.ToArray())).File("x", "short"),
        "zero-in-target" => new TarBuilder().Pax(("linkpath", "a\0b"u8.ToArray())).Link("x", "y"),
        "target-too-long" => new TarBuilder().Pax(("linkpath", Enumerable.Repeat((byte)'t', 4096).ToArray())).Link("x", "y"),
        "target-empty" => new TarBuilder().Link("x", ""),
        "acl-malformed" => new TarBuilder().Pax(("SCHILY.xattr.system.posix_acl_access", [2, 0, 0, 0, 1])).File("x"),
        "acl-without-mask" => new TarBuilder().Pax(("SCHILY.xattr.system.posix_acl_access", Acl((1, 7, -1), (2, 7, 1000), (4, 5, -1), (0x20, 5, -1)))).File("x"),
        "acl-default-of-a-file" => new TarBuilder().Pax(("SCHILY.xattr.system.posix_acl_default", Acl((1, 7, -1), (4, 5, -1), (0x20, 5, -1)))).File("x"),
        "capability-malformed" => new TarBuilder().Pax(("SCHILY.xattr.security.capability", [1, 2, 3])).File("x"),
        "attribute-too-long" => new TarBuilder().Pax(("SCHILY.xattr.user.a", new byte[65536])).File("x"),
        "attribute-without-name" => new TarBuilder().Pax(("SCHILY.xattr.user.", [1])).File("x"),
        "zero-in-name" => new TarBuilder().Pax(("path", "a\0b"u8.ToArray())).File("x"),
        _ => throw new ArgumentException(name),
    };

    /// <summary>A path as long as one may be; behind a link, it leads deeper than any path.</summary>
    private static byte[] Deep(string start) => [.. Encoding.ASCII.GetBytes(start), .. Enumerable.Repeat("n/"u8.ToArray(), 1700).SelectMany(part => part)];

    private void Write(UnpackLimits limits, TarBuilder archive) => MountedImage.Write(scratch["large.erofs"], limits, archive.ToArray());

    private async Task MountAsync(params TarBuilder[] archives) =>
        mounted = await MountedImage.OfLayersAsync(scratch, "root", [.. archives.Select(archive => archive.ToArray())]);

    private static byte[] Acl(params (int Tag, int Permissions, int Id)[] entries) =>
        [2, 0, 0, 0, .. entries.SelectMany(entry => (byte[])[(byte)entry.Tag, 0, (byte)entry.Permissions, 0, .. BitConverter.GetBytes(entry.Id)])];

    private void OutsideIsUntouched()
    {
        if (Directory.Exists(scratch["outside"]))
        {
            Directory.EnumerateFileSystemEntries(scratch["outside"]).Select(Path.GetFileName).ShouldBe(["secret"]);
            File.ReadAllText(scratch["outside/secret"]).ShouldBe("untouched");
            File.GetUnixFileMode(scratch["outside/secret"]).ShouldBe((UnixFileMode)0x1A4);
            File.GetUnixFileMode(scratch["outside"]).ShouldBe((UnixFileMode)0x1ED);
        }
    }

    private async Task<string> StatAsync(string path) =>
        (await Tool.RunAsync("stat", ["-c", "%a %u:%g %.9Y", Path.Combine(Root, path)], null, Stop)).Trim();
}
