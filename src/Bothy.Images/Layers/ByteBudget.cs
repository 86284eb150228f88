namespace Bothy.Images.Layers;

/// <summary>How many bytes an image may still unpack to: what looks small may be a bomb.</summary>
internal sealed class ByteBudget(long bytes)
{
    private long spent;

    public static ByteBudget Unlimited => new(long.MaxValue);

    public void Spend(long count)
    {
        spent += count;
        if (spent > bytes)
        {
            throw new ImageException(ImageProblem.TooLarge, $"The image unpacks to more than {bytes >> 20} MiB, the limit of this host.");
        }
    }
}
