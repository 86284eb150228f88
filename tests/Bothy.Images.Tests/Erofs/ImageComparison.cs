using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bothy.Images.Tests.Erofs;

/// <summary>Compares mounted trees, entry by entry, with what they should be.</summary>
internal static class ImageComparison
{
    /// <summary>Paths below a root, as bytes in characters; the root itself is the empty path.</summary>
    public static async Task<IReadOnlyList<string>> PathsAsync(string root)
    {
        using var find = Process.Start(new ProcessStartInfo("find", [root, "-printf", "%P\\0"]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.Latin1 })!;
        var output = await find.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await find.WaitForExitAsync(TestContext.Current.CancellationToken);
        find.ExitCode.ShouldBe(0);
        return [.. output[..^1].Split('\0').Order(StringComparer.Ordinal)];
    }

    public static FileState At(string root, string path) => FileState.Of([.. Encoding.UTF8.GetBytes(root), (byte)'/', .. Encoding.Latin1.GetBytes(path)]);

    /// <param name="isWhole">Whether it is one image, in which files with several names are one.</param>
    public static async Task ShouldHaveAsync(string root, IReadOnlyDictionary<string, ModelFile> files, bool isWhole = true)
    {
        (await PathsAsync(root)).ShouldBe(files.Keys);
        var names = files.Values.GroupBy(file => file).ToDictionary(group => group.Key, group => (uint)group.Count());
        var inodes = new Dictionary<ModelFile, ulong>();
        foreach (var (path, file) in files)
        {
            var shown = Shown(path);
            var state = At(root, path);
            state.Kind.ShouldBe(Kind(file), shown);
            (state.User, state.Group, state.Seconds, state.Nanoseconds).ShouldBe((file.User, file.Group, file.Seconds, file.Nanoseconds), shown);
            if (isWhole)
            {
                ShouldHaveNames(files, names, inodes, path, state);
            }

            state.Attributes.OrderBy(attribute => attribute.Key).ShouldBe(file.Attributes.OrderBy(attribute => attribute.Key), shown);
            (state.Content, state.Size).ShouldBe(
                file.Type switch
                {
                    '0' => (Convert.ToHexString(SHA256.HashData(file.Content)), file.Content.Length),
                    '2' => (Convert.ToHexString(Encoding.Latin1.GetBytes(file.Target)), file.Target.Length),
                    _ => ("", state.Size),
                },
                shown);
        }

        inodes.Values.Distinct().Count().ShouldBe(inodes.Count);
    }

    private static void ShouldHaveNames(
        IReadOnlyDictionary<string, ModelFile> files, Dictionary<ModelFile, uint> names, Dictionary<ModelFile, ulong> inodes, string path, FileState state)
    {
        var file = files[path];
        state.Names.ShouldBe(file.IsDirectory ? 2 + Inside(files, path) : names[file], Shown(path));
        inodes.TryAdd(file, state.Inode);
        state.Inode.ShouldBe(inodes[file], Shown(path));
    }

    /// <summary>Everything but numbers of inodes and sizes of directories.</summary>
    public static async Task ShouldBeAlikeAsync(string root, string reference)
    {
        var paths = await PathsAsync(reference);
        (await PathsAsync(root)).ShouldBe(paths);
        var inodes = new Dictionary<ulong, ulong>();
        foreach (var path in paths)
        {
            var (state, expected) = (At(root, path), At(reference, path));
            var isDirectory = (expected.Kind & 0xF000) == 0x4000;
            inodes.TryAdd(expected.Inode, state.Inode);
            state.Inode.ShouldBe(inodes[expected.Inode]);
            state.Attributes.OrderBy(attribute => attribute.Key).ShouldBe(expected.Attributes.OrderBy(attribute => attribute.Key), Shown(path));
            (state with { Inode = 0, Size = isDirectory ? 0 : state.Size, Attributes = expected.Attributes })
                .ShouldBe(expected with { Inode = 0, Size = isDirectory ? 0 : expected.Size }, Shown(path));
        }
    }

    private static int Kind(ModelFile file) => (int)file.Mode | file.Type switch
    {
        '0' => 0x8000,
        '2' => 0xA000,
        '5' => 0x4000,
        '6' => 0x1000,
        _ => throw new ArgumentException($"{file.Type}"),
    };

    private static uint Inside(IReadOnlyDictionary<string, ModelFile> files, string path)
    {
        var prefix = path.Length == 0 ? "" : path + "/";
        return (uint)files.Count(file => file.Value.IsDirectory && file.Key.Length > prefix.Length
            && file.Key.StartsWith(prefix, StringComparison.Ordinal) && file.Key.IndexOf('/', prefix.Length) < 0);
    }

    private static string Shown(string path) =>
        string.Concat((path.Length > 100 ? path[^100..] : path).Select(value => value is > ' ' and < '\x7f' ? $"{value}" : ((int)value).ToString("x2", CultureInfo.InvariantCulture)));
}
