using System.Globalization;
using Bothy.Linux.Paths;

namespace Bothy.Volumes.Heads;

/// <summary>
/// This host's copies of heads of a store elsewhere, so that what is here can be opened while the store is away. Heads never change, and a
/// copy that is damaged is no copy.
/// </summary>
internal sealed class HeadCopies(string directory)
{
    /// <summary>Of each volume; the newest are kept.</summary>
    private const int Most = 64;

    public VolumeVersion? Find(VolumeId volume, long number)
    {
        var path = PathOf(volume, number);
        try
        {
            var version = File.Exists(path) ? HeadFormat.Read(File.ReadAllBytes(path), path) : null;
            return (version?.Volume, version?.Number) == (volume, number) ? version : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Keeps a copy, durably. If the disk does not take it, it is not kept, and that is all.</summary>
    public void Keep(VolumeVersion version)
    {
        try
        {
            var path = PathOf(version.Volume, version.Number);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.Replace(path, HeadFormat.Write(version));
            foreach (var old in Directory.GetFiles(Path.GetDirectoryName(path)!).OrderDescending(StringComparer.Ordinal).Skip(Most))
            {
                File.Delete(old);
            }
        }
        catch (IOException)
        {
            // The store has it.
        }
    }

    private string PathOf(VolumeId volume, long number) =>
        Path.Combine(directory, volume.ToString(), number.ToString("x16", CultureInfo.InvariantCulture));
}
