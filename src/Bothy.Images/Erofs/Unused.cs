using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>Parts of the image file that nothing refers to.</summary>
internal static class Unused
{
    /// <summary>What was written for files that are gone: parts that touch each other as one, so that blocks of small files become holes, too.</summary>
    public static IEnumerable<(long Offset, long Length)> Of(IEnumerable<FileNode> files)
    {
        var (offset, length) = (0L, 0L);
        foreach (var file in files.Where(file => file.Length > 0).OrderBy(file => file.Offset))
        {
            if (file.Offset == offset + length)
            {
                length += file.Length;
                continue;
            }

            if (length > 0)
            {
                yield return (offset, length);
            }

            (offset, length) = (file.Offset, file.Length);
        }

        if (length > 0)
        {
            yield return (offset, length);
        }
    }
}
