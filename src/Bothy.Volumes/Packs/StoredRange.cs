using System.Buffers.Binary;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Packs;

/// <summary>Offset, length and encoding of an entry as eight bytes, common to pack indexes, manifest nodes and heads (docs/formats/packs.md).</summary>
/// <param name="Offset">Bytes from the start of the pack.</param>
/// <param name="Length">Bytes as stored.</param>
internal readonly record struct StoredRange(int Offset, int Length, ChunkEncoding Encoding)
{
    public const int Size = 8;
    private const int EncodingShift = 28;
    private const uint LengthMask = (1u << EncodingShift) - 1;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)Length | ((uint)Encoding << EncodingShift));
    }

    /// <summary>Reads what <see cref="Write"/> wrote; anything else gives a range for which <see cref="IsValid"/> is false, or harmless.</summary>
    public static StoredRange Read(ReadOnlySpan<byte> source)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        return new(BinaryPrimitives.ReadInt32LittleEndian(source), (int)(length & LengthMask), (ChunkEncoding)(length >> EncodingShift));
    }

    /// <summary>True if a pack can hold it.</summary>
    public bool IsValid =>
        Offset >= PackFormat.HeaderSize
        && Length is > 0 and <= ChunkSize.Maximum
        && (long)Offset + Length <= PackFormat.MaximumLength
        && Encoding is ChunkEncoding.Raw or ChunkEncoding.Zstd;
}
