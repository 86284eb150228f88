namespace Bothy.Images.Trees;

/// <summary>How many entries an image may still have, and how many bytes of names, link targets and attributes, which are kept in memory.</summary>
internal sealed class EntryBudget(long mostEntries, long mostBytes)
{
    private long entriesSpent;
    private long bytesSpent;

    /// <exception cref="ImageException">The image has more.</exception>
    public void Spend(int entries, long bytes)
    {
        entriesSpent += entries;
        bytesSpent += bytes;
        if (entriesSpent > mostEntries)
        {
            throw new ImageException(ImageProblem.TooLarge, $"The image has more than {mostEntries} files, the limit of this host.");
        }

        if (bytesSpent > mostBytes)
        {
            throw new ImageException(
                ImageProblem.TooLarge, $"The names, links and attributes of the image's files take more than {mostBytes >> 20} MiB, the limit of this host.");
        }
    }
}
