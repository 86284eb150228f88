using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Publishing;

/// <summary>A changed chunk, hashed and ready to be stored; without a name if it holds only zeros, without bytes if it need not be stored.</summary>
internal readonly record struct PreparedChunk(long Chunk, ContentName Name, byte[]? Buffer, int Length, ChunkEncoding Encoding);
