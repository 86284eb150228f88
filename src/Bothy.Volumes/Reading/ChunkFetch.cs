using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Reading;

/// <summary>
/// One chunk on its way, for all who wait for it. Its bytes are there when <see cref="Completion"/> has ended well, and as long as anybody
/// holds it.
/// </summary>
internal sealed class ChunkFetch(ContentReference reference, byte[] buffer)
{
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ContentReference Reference => reference;

    /// <summary>Who holds it: those who wait, and whoever fetches it. Changed under the lock of the table.</summary>
    public int Holders { get; set; }

    public Task Completion => completion.Task;

    /// <summary>As long as the chunk.</summary>
    public byte[] Buffer => buffer;

    public Memory<byte> Chunk => buffer;

    public void Succeed() => completion.SetResult();

    public void Fail(Exception exception)
    {
        completion.SetException(exception);

        // Those who read ahead do not look at it.
        _ = completion.Task.Exception;
    }
}
