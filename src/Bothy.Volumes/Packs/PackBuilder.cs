using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Packs;

/// <summary>Puts a pack together in memory, in blocks that go back to their pool when it is disposed.</summary>
internal sealed class PackBuilder : IDisposable
{
    private readonly ChunkBuffers blocks;
    private readonly List<byte[]> used = [];
    private readonly List<PackEntry> entries = [];
    private readonly PackKind kind;

    public PackBuilder(PackKind kind, ChunkBuffers blocks)
    {
        this.blocks = blocks;
        this.kind = kind;
        Append(PackIndex.WriteHeader(kind, salt: 0));
    }

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    public bool IsEmpty => entries.Count == 0;

    /// <summary>True if one more entry of <paramref name="next"/> bytes would make the pack larger than it should be.</summary>
    public bool IsFull(int next) =>
        entries.Count > 0 && (Length + next > PackFormat.TargetLength || entries.Count == PackFormat.MaximumEntries);

    /// <summary>Copies an entry in and says where it will lie.</summary>
    public StoredRange Add(ContentName name, ReadOnlySpan<byte> stored, ChunkEncoding encoding, bool aligned)
    {
        if (aligned && Length % PackFormat.RawAlignment is > 0 and var beyond)
        {
            AppendZeros(PackFormat.RawAlignment - beyond);
        }

        var range = new StoredRange(Length, stored.Length, encoding);
        Append(stored);
        entries.Add(new(name, range));
        return range;
    }

    /// <summary>The name that the pack would have if it were closed now.</summary>
    public ContentName NameWith(uint salt) => PackIndex.WriteTail(PackIndex.WriteHeader(kind, salt), entries, Length).Name;

    /// <summary>The whole pack. Its memory is valid until this object is disposed.</summary>
    public (ContentName Name, IReadOnlyList<ReadOnlyMemory<byte>> Content) Close(uint salt)
    {
        var header = PackIndex.WriteHeader(kind, salt);
        var (tail, name) = PackIndex.WriteTail(header, entries, Length);
        header.CopyTo(used[0].AsSpan());
        Append(tail);
        return (name, [.. used.Select((block, i) => new ReadOnlyMemory<byte>(block, 0, Math.Min(blocks.Size, Length - (i * blocks.Size))))]);
    }

    public void Dispose()
    {
        foreach (var block in used)
        {
            blocks.Return(block);
        }

        used.Clear();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var room = Room();
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            bytes = bytes[count..];
            Length += count;
        }
    }

    private void AppendZeros(int count)
    {
        while (count > 0)
        {
            var room = Room();
            room = room[..Math.Min(room.Length, count)];
            room.Clear();
            count -= room.Length;
            Length += room.Length;
        }
    }

    private Span<byte> Room()
    {
        var within = Length % blocks.Size;
        if (within == 0)
        {
            used.Add(blocks.Rent());
        }

        return used[^1].AsSpan(within);
    }
}
