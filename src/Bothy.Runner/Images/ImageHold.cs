namespace Bothy.Runner.Images;

/// <summary>Keeps images that no record names yet, as those that a build builds on, until disposed.</summary>
internal sealed class ImageHold(Action<ImageHold> release) : IDisposable
{
    private readonly List<string> digests = [];

    public IReadOnlyList<string> Digests
    {
        get
        {
            lock (digests)
            {
                return [.. digests];
            }
        }
    }

    public void Add(string digest)
    {
        lock (digests)
        {
            digests.Add(digest);
        }
    }

    public void Dispose() => release(this);
}
