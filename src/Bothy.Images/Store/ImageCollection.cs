using Bothy.Images.Content;
using Bothy.Images.Sources;
using Bothy.Linux.Files;

namespace Bothy.Images.Store;

/// <summary>Deletes images and blobs by the time of their last use. What was used a moment ago stays, whatever it takes: somebody may be about to mount it.</summary>
internal sealed class ImageCollection(ImageFiles files, ContentStore content, CollectionSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public void Run(IReadOnlySet<string?> inUse, Action<string> letGo)
    {
        var unusedFor = TimeSpan.FromDays(settings.UnusedDays);
        var all = files.List();

        // What others lie on stays as long as these do, whoever uses it.
        var lowers = all.Select(image => image.Lower).OfType<string>().ToHashSet();
        var unused = all.Where(image => !inUse.Contains(image.Digest) && !lowers.Contains(image.Digest)).OrderBy(image => files.LastUse(image.Digest)).ToList();
        var left = unused.Sum(image => image.Size);
        foreach (var image in unused)
        {
            var isOld = Age(image) >= unusedFor;
            if ((isOld || (left > (long)settings.UnusedImagesGiB << 30 && Age(image) >= Grace)) && TryRemove(image, letGo))
            {
                left -= image.Size;
            }
        }

        files.DeleteOrphans(time.GetUtcNow() - Grace);
        content.Collect(unusedFor, Grace, (long)settings.LayersGiB << 30);
    }

    private bool TryRemove(Image image, Action<string> letGo)
    {
        using var held = FileLock.TryTake(files.Lock(image.Digest));
        if (held is null || Age(image) < Grace)
        {
            return false;
        }

        letGo(image.Digest);
        return files.Remove(image.Digest);
    }

    private TimeSpan Age(Image image) => time.GetUtcNow() - files.LastUse(image.Digest);
}
