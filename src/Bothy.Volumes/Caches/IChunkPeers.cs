using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Caches;

/// <summary>Other hosts that may have a chunk nearer than the object store does.</summary>
public interface IChunkPeers
{
    /// <summary>Asks them for a chunk. What they give is verified by the caller.</summary>
    /// <returns>False, with <paramref name="destination"/> undefined, if none gave it. Never throws for what happens at a peer.</returns>
    Task<bool> TryReadAsync(ContentName chunk, Memory<byte> destination, CancellationToken cancellationToken);
}
