using System.Diagnostics;
using Bothy.Images.Tests.Layers;

namespace Bothy.Images.Tests.Oci;

/// <summary>Layouts that are wrong, each in one way.</summary>
internal static class BrokenLayouts
{
    public static void Make(string name, string path, byte[] lower, byte[] upper)
    {
        if (name == "no-directory")
        {
            return;
        }

        var builder = new LayoutBuilder(path)
        {
            Architecture = name == "wrong-architecture" ? "riscv64" : new LayoutBuilder(path).Architecture,
        };
        var index = Path.Combine(path, "index.json");
        switch (name)
        {
            case "empty-index":
                File.WriteAllText(index, """{"schemaVersion":2,"manifests":[]}""");
                return;
            case "index-not-json":
                File.WriteAllText(index, """{"schemaVersion":2,"manifests":[""");
                return;
            case "index-null-entry":
                File.WriteAllText(index, """{"schemaVersion":2,"manifests":[null]}""");
                return;
            case "bad-digest-name":
                File.WriteAllText(index, """{"schemaVersion":2,"manifests":[{"digest":"md5:00","size":1}]}""");
                return;
            case "digest-escapes":
                File.WriteAllText(index, """{"schemaVersion":2,"manifests":[{"digest":"sha256:../../../../etc/passwd","size":1}]}""");
                return;
            case "ambiguous":
                builder.Layer(lower).Image("one");
                builder.Layer(upper).Image("two");
                return;
            case "wrong-platform":
                builder.Layer(lower).Image("latest", platform: "riscv64");
                return;
            case "layer-hostile":
                builder.Layer(new TarBuilder().File("../evil", "x").ToArray()).Image("latest");
                return;
            case "bomb":
                builder.Layer(new TarBuilder().File("zeros", new string('\0', 4 << 20)).ToArray()).Image("latest");
                return;
            case "self-nested":
                Nest(builder);
                return;
            default:
                Damage(name, builder, builder.Layer(lower).Layer(upper).Image("latest"), lower, path);
                return;
        }
    }

    /// <summary>More indexes in indexes than anybody needs.</summary>
    private static void Nest(LayoutBuilder builder)
    {
        var descriptor = builder.Descriptor("application/vnd.oci.image.index.v1+json", """{"schemaVersion":2,"manifests":[]}""");
        for (var i = 0; i < 8; i++)
        {
            descriptor = builder.Descriptor("application/vnd.oci.image.index.v1+json", $$"""{"schemaVersion":2,"manifests":[{{descriptor}}]}""");
        }

        builder.Index("latest", descriptor);
    }

    private static void Damage(string name, LayoutBuilder builder, string manifest, byte[] lower, string path)
    {
        var text = File.ReadAllText(builder.BlobPath(manifest));
        var layer = text[text.IndexOf("\"layers\"", StringComparison.Ordinal)..];
        var digest = layer[layer.IndexOf("sha256:", StringComparison.Ordinal)..][..71];
        var blob = builder.BlobPath(digest);
        switch (name)
        {
            case "no-tag" or "wrong-architecture":
                break;
            case "blob-missing":
                File.Delete(blob);
                break;
            case "manifest-changed":
                File.WriteAllText(builder.BlobPath(manifest), text.Replace("schemaVersion", "schemaversion"));
                break;
            case "layer-changed":
                var bytes = File.ReadAllBytes(blob);
                bytes[bytes.Length / 2] ^= 0xff;
                File.WriteAllBytes(blob, bytes);
                break;
            case "layer-shorter":
                File.WriteAllBytes(blob, File.ReadAllBytes(blob)[..^1]);
                break;
            case "layer-is-a-pipe":
                File.Delete(blob);
                Process.Start("mkfifo", [blob]).WaitForExit();
                break;
            case "diff-id-wrong":
                Rewrite(builder, text, path, config => config.Replace(LayoutBuilder.DigestOf(lower), "sha256:" + new string('0', 64)));
                break;
            case "layer-count":
                Rewrite(builder, text, path, config => config.Replace($"\"{LayoutBuilder.DigestOf(lower)}\",", ""));
                break;
            default:
                throw new ArgumentException(name);
        }
    }

    /// <summary>Changes the configuration and all that leads to it.</summary>
    private static void Rewrite(LayoutBuilder builder, string manifest, string path, Func<string, string> change)
    {
        var digest = manifest[manifest.IndexOf("sha256:", StringComparison.Ordinal)..][..71];
        var config = builder.Descriptor("application/vnd.oci.image.config.v1+json", change(File.ReadAllText(builder.BlobPath(digest))));
        var rest = manifest[manifest.IndexOf(",\"layers\"", StringComparison.Ordinal)..];
        var again = new LayoutBuilder(path);
        again.Index("latest", again.Descriptor("application/vnd.oci.image.manifest.v1+json", $$"""{"schemaVersion":2,"config":{{config}}{{rest}}"""));
    }
}
