using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bothy.Images.Oci;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Paths;

namespace Bothy.Images.Store;

/// <summary>
/// The files of the images of one installation. An image exists when its description does; a name means an image when both files exist.
/// </summary>
/// <remarks><c>sha256-HEX.erofs</c>, <c>sha256-HEX.json</c>, <c>names/HASH.json</c>, <c>locks/</c>, <c>work/</c>.</remarks>
internal sealed class ImageFiles(string directory)
{
    public const string ContentName = "content";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Work => Path.Combine(directory, "work");

    private string Names => Path.Combine(directory, "names");

    private string Locks => Path.Combine(directory, "locks");

    public void Make()
    {
        foreach (var path in (string[])[directory, Work, Names, Locks])
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    public string Erofs(string digest) => Path.Combine(directory, FileName(digest) + ".erofs");

    public string Lock(string key) => Path.Combine(Locks, Hash(key));

    public Image? Find(string digest)
    {
        if (!OciDigest.IsValid(digest))
        {
            return null;
        }

        return Read(Description(digest));
    }

    public Image? FindByKey(string key)
    {
        var file = Name(key);
        if (!File.Exists(file))
        {
            return null;
        }

        var name = JsonSerializer.Deserialize(File.ReadAllBytes(file), StoreJson.Default.StoredName);
        return name is null ? null : Find(name.Digest);
    }

    /// <summary>Digest of the image that was last made for exactly this reference, whatever its source says now.</summary>
    public Image? FindByReference(string canonical)
    {
        var name = ReadNames().FirstOrDefault(name => name.Reference == canonical);
        return name is null ? null : Find(name.Digest);
    }

    public IReadOnlyList<Image> List() => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal).Select(Read).OfType<Image>()]
        : [];

    /// <summary>Makes a converted file an image. Everything is durable when this returns.</summary>
    public Image Publish(Image image, string converted, StoredName name)
    {
        File.Move(converted, Erofs(image.Digest), overwrite: true);
        DurableFile.SyncDirectory(directory);
        Failpoint.Hit(ImageFailpoints.FilePublished);
        DurableFile.Replace(Description(image.Digest), JsonSerializer.SerializeToUtf8Bytes(image, StoreJson.Default.Image));
        Failpoint.Hit(ImageFailpoints.DescriptionPublished);
        PublishName(name);
        Failpoint.Hit(ImageFailpoints.NamePublished);
        return Find(image.Digest)!;
    }

    public void PublishName(StoredName name) =>
        DurableFile.Replace(Name(name.Key), JsonSerializer.SerializeToUtf8Bytes(name, StoreJson.Default.StoredName));

    public bool Remove(string digest)
    {
        if (Find(digest) is null)
        {
            return false;
        }

        foreach (var name in ReadNames().Where(name => name.Digest == digest).ToList())
        {
            File.Delete(Name(name.Key));
        }

        File.Delete(Description(digest));
        File.Delete(Erofs(digest));
        return true;
    }

    /// <summary>Notes that the image is used, now.</summary>
    public Image Use(Image image, DateTimeOffset now)
    {
        File.SetLastWriteTimeUtc(Description(image.Digest), now.UtcDateTime);
        return image;
    }

    /// <summary>When the image was last used.</summary>
    public DateTimeOffset LastUse(string digest) => File.GetLastWriteTimeUtc(Description(digest));

    /// <summary>Deletes files without a description, which a killed process left, unless they are new.</summary>
    public void DeleteOrphans(DateTimeOffset before)
    {
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*.erofs"))
        {
            if (file.LastWriteTimeUtc < before && !File.Exists(Path.ChangeExtension(file.FullName, ".json")))
            {
                file.Delete();
            }
        }
    }

    private Image? Read(string description)
    {
        if (!File.Exists(description))
        {
            return null;
        }

        var image = JsonSerializer.Deserialize(File.ReadAllBytes(description), StoreJson.Default.Image)!;
        var file = Erofs(image.Digest);
        return File.Exists(file) ? image with { ErofsPath = file } : null;
    }

    private IEnumerable<StoredName> ReadNames() => Directory.Exists(Names)
        ? Directory.EnumerateFiles(Names, "*.json")
            .Select(file => JsonSerializer.Deserialize(File.ReadAllBytes(file), StoreJson.Default.StoredName))
            .OfType<StoredName>()
        : [];

    private string Description(string digest) => Path.Combine(directory, FileName(digest) + ".json");

    private string Name(string key) => Path.Combine(Names, Hash(key) + ".json");

    private static string FileName(string digest) => digest.Replace(':', '-');

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
