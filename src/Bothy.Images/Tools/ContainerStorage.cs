using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Images.Layers;
using Bothy.Images.Oci;

namespace Bothy.Images.Tools;

/// <summary>
/// Shows an image of this host to buildah, podman and the like as an image that they have: an additional image store of their <c>overlay</c> driver
/// (containers-storage.conf(5), <c>additionalimagestores</c>), with one layer whose files are mounted into it. Nothing is copied.
/// </summary>
public static class ContainerStorage
{
    private const int LongestLinkName = 26;

    /// <summary>Where, relative to the store, the image's files have to be mounted.</summary>
    public static string Files(LowerImage image) => $"overlay/{Hex(image.DiffId)}/diff";

    /// <summary>Writes a store with one image.</summary>
    /// <param name="directory">Made; must not exist, or be empty. Nobody has to write there.</param>
    /// <param name="name">In full and with a tag.</param>
    public static void Write(string directory, Image image, LowerImage lower, string name)
    {
        var layer = Hex(lower.DiffId);
        var link = layer[..LongestLinkName].ToUpperInvariant();
        var links = Directory.CreateDirectory(Path.Combine(directory, "overlay", "l")).FullName;
        Directory.CreateDirectory(Path.Combine(directory, Files(lower)));
        File.WriteAllText(Path.Combine(directory, "overlay", layer, "link"), link);
        File.CreateSymbolicLink(Path.Combine(links, link), $"../{layer}/diff");
        WriteLayers(Directory.CreateDirectory(Path.Combine(directory, "overlay-layers")).FullName, image, lower, layer);
        WriteImages(Directory.CreateDirectory(Path.Combine(directory, "overlay-images")).FullName, image, lower, layer, name);
    }

    private static void WriteLayers(string directory, Image image, LowerImage lower, string id)
    {
        File.WriteAllBytes(Path.Combine(directory, "layers.lock"), []);
        Write(Path.Combine(directory, "layers.json"), new JsonArray(new JsonObject
        {
            ["id"] = id,
            ["created"] = Time(image),
            ["diff-digest"] = lower.DiffId,
            ["diff-size"] = image.Size,
        }));
    }

    private static void WriteImages(string directory, Image image, LowerImage lower, string layer, string name)
    {
        var config = Bytes(Configuration(image, lower.DiffId));
        var configDigest = OciDigest.Of("sha256:", config);
        var manifest = Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciMediaTypes.Manifest,
            ["config"] = Descriptor(OciMediaTypes.Configuration, configDigest, config.Length),
            ["layers"] = new JsonArray(Descriptor(OciMediaTypes.Layer, lower.DiffId, image.Size)),
        });
        var manifestDigest = OciDigest.Of("sha256:", manifest);
        var id = Hex(configDigest);
        var parts = Directory.CreateDirectory(Path.Combine(directory, id)).FullName;
        File.WriteAllBytes(Path.Combine(parts, "manifest"), manifest);

        // Names that are more than letters and digits are written in base64.
        File.WriteAllBytes(Path.Combine(parts, "=" + Convert.ToBase64String(Encoding.UTF8.GetBytes(configDigest))), config);
        File.WriteAllBytes(Path.Combine(directory, "images.lock"), []);
        Write(Path.Combine(directory, "images.json"), new JsonArray(new JsonObject
        {
            ["id"] = id,
            ["digest"] = manifestDigest,
            ["names"] = new JsonArray(name),
            ["layer"] = layer,
            ["metadata"] = "{}",
            ["big-data-names"] = new JsonArray(configDigest, "manifest"),
            ["big-data-sizes"] = new JsonObject { [configDigest] = config.Length, ["manifest"] = manifest.Length },
            ["big-data-digests"] = new JsonObject { [configDigest] = configDigest, ["manifest"] = manifestDigest },
            ["created"] = Time(image),
        }));
    }

    private static JsonObject Configuration(Image image, string diffId)
    {
        var section = new JsonObject { ["Env"] = Strings(image.Config.Env), ["Cmd"] = Strings(image.Config.Cmd), ["Entrypoint"] = Strings(image.Config.Entrypoint) };
        foreach (var (name, words) in ((string, IReadOnlyList<string>)[])[("Shell", image.Config.Shell), ("OnBuild", image.Config.OnBuild)])
        {
            if (words.Count > 0)
            {
                section[name] = Strings(words);
            }
        }

        if (image.Config.User is { } user)
        {
            section["User"] = user;
        }

        if (image.Config.WorkingDirectory is { } directory)
        {
            section["WorkingDir"] = directory;
        }

        section["Labels"] = new JsonObject(image.Config.Labels.OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => KeyValuePair.Create(label.Key, (JsonNode?)JsonValue.Create(label.Value))));
        return new JsonObject
        {
            ["created"] = Time(image),
            ["architecture"] = OciPlatforms.Host.Architecture,
            ["os"] = OciPlatforms.Host.Os,
            ["config"] = section,
            // One entry for the one layer: tools that build on the image count them.
            ["history"] = new JsonArray(new JsonObject { ["created_by"] = "bothy" }),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(diffId) },
        };
    }

    private static JsonObject Descriptor(string mediaType, string digest, long size) => new()
    {
        ["mediaType"] = mediaType,
        ["digest"] = digest,
        ["size"] = size,
    };

    private static JsonArray? Strings(IReadOnlyList<string> texts) => texts.Count == 0 ? null : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);

    private static string Time(Image image) => image.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Hex(string digest) => digest["sha256:".Length..];

    private static void Write(string file, JsonNode document) => File.WriteAllBytes(file, Bytes(document));

    private static byte[] Bytes(JsonNode document) => JsonSerializer.SerializeToUtf8Bytes(document, OciNodeJson.Default.JsonNode);
}
