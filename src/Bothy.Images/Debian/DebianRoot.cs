using System.Text;
using Bothy.Images.Erofs;
using Bothy.Images.Trees;

namespace Bothy.Images.Debian;

/// <summary>Takes out of a freshly built system what belongs to the host or to the build, and puts in what an image needs.</summary>
internal static class DebianRoot
{
    private static readonly EntryMetadata File644 = new(0x1A4, 0, 0, 0, 0);

    /// <summary>Leftovers: the build's settings, the host's policy, logs, lists and caches that apt makes anew, device nodes.</summary>
    private static readonly string[] Removed =
    [
        "etc/apt/apt.conf.d/99mmdebstrap", "etc/dpkg/dpkg.cfg.d/99mmdebstrap", "usr/sbin/policy-rc.d", "var/lib/dbus/machine-id",
        "var/cache/ldconfig/aux-cache", "var/cache/apt/pkgcache.bin", "var/cache/apt/srcpkgcache.bin", "etc/.pwd.lock",
        "var/log/bootstrap.log", "var/log/dpkg.log", "var/log/alternatives.log",
    ];

    private static readonly string[] Emptied = ["dev", "run", "tmp", "var/tmp", "var/lib/apt/lists", "var/cache/apt/archives", "var/log/apt"];

    /// <summary>Files of the host's that a container's own replace; and no identity, so that each environment gets its own (machine-id(5)).</summary>
    private static readonly string[] Blanked = ["etc/machine-id", "etc/hostname", "etc/resolv.conf"];

    public static void Finish(ImageTree tree, ErofsWriter image, DebianRecipe recipe, DebianMirror mirror, IReadOnlyList<string> mirrorSettings)
    {
        tree.BeginLayer();
        image.BeginRegion();
        foreach (var path in Removed)
        {
            tree.Remove(path);
        }

        foreach (var directory in Emptied)
        {
            foreach (var name in tree.List(directory))
            {
                tree.Remove($"{directory}/{name}");
            }
        }

        foreach (var path in Blanked)
        {
            Write(tree, image, path, "");
        }

        Write(tree, image, "etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        Write(tree, image, "etc/apt/sources.list", string.Join('\n', mirror.FromInside.Lines(recipe.Suite)) + "\n");
        Write(tree, image, "etc/apt/apt.conf.d/90no-languages", "Acquire::Languages \"none\";\n");
        if (mirrorSettings.Count > 0)
        {
            Write(tree, image, "etc/apt/apt.conf.d/91mirror", string.Join('\n', mirrorSettings) + "\n");
        }

        if (recipe.Slim)
        {
            Write(tree, image, "etc/dpkg/dpkg.cfg.d/slim", string.Join('\n', SlimOptions) + "\n");
        }

        if (recipe.User is { } user)
        {
            Write(tree, image, "etc/sudoers.d/" + user, $"{user} ALL=(root) NOPASSWD:ALL\n", File644 with { Mode = 0x120 });
        }
    }

    /// <summary>Options of dpkg(1) that leave out documentation, and keep licences.</summary>
    public static IReadOnlyList<string> SlimOptions { get; } =
    [
        "path-exclude=/usr/share/doc/*", "path-include=/usr/share/doc/*/copyright", "path-exclude=/usr/share/man/*",
        "path-exclude=/usr/share/info/*", "path-exclude=/usr/share/locale/*", "path-include=/usr/share/locale/locale.alias",
    ];

    private static void Write(ImageTree tree, ErofsWriter image, string path, string text) => Write(tree, image, path, text, File644);

    private static void Write(ImageTree tree, ErofsWriter image, string path, string text, EntryMetadata metadata)
    {
        var content = Encoding.UTF8.GetBytes(text);
        tree.Add(path, image.WriteFile(metadata, EntryAttributes.None, content.Length, new MemoryStream(content), CancellationToken.None));
    }
}
