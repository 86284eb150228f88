using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Reading;

/// <summary>Chunks on their way, each once.</summary>
internal sealed class FetchTable
{
    /// <summary>Memory for chunks of one size that is kept for the next.</summary>
    private const int KeptBytes = 8 << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<ContentName, ChunkFetch> fetches = [];
    private readonly Dictionary<int, ChunkBuffers> buffers = [];

    /// <summary>Joins the fetch of a chunk, or begins one. Whoever gets it must <see cref="Release"/> it.</summary>
    /// <param name="isNew">True if the caller must fetch it, and then <see cref="Complete"/> it in addition.</param>
    public ChunkFetch Join(ContentReference reference, int length, out bool isNew)
    {
        lock (gate)
        {
            isNew = !fetches.TryGetValue(reference.Name, out var fetch);
            if (isNew)
            {
                fetch = new(reference, BuffersOf(length).Rent()) { Holders = 1 };
                fetches.Add(reference.Name, fetch);
            }

            fetch!.Holders++;
            return fetch;
        }
    }

    /// <summary>Ends a fetch: with an error, or well.</summary>
    public void Complete(ChunkFetch fetch, Exception? error)
    {
        lock (gate)
        {
            fetches.Remove(fetch.Reference.Name);
        }

        if (error is null)
        {
            fetch.Succeed();
        }
        else
        {
            fetch.Fail(error);
        }

        Release(fetch);
    }

    public void Release(ChunkFetch fetch)
    {
        lock (gate)
        {
            if (--fetch.Holders == 0)
            {
                BuffersOf(fetch.Buffer.Length).Return(fetch.Buffer);
            }
        }
    }

    /// <summary>Under the lock. There are few sizes of chunks.</summary>
    private ChunkBuffers BuffersOf(int length)
    {
        if (!buffers.TryGetValue(length, out var found))
        {
            found = new(length, KeptBytes / length);
            buffers.Add(length, found);
        }

        return found;
    }
}
