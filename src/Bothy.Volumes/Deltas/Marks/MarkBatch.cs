using System.Buffers.Binary;

namespace Bothy.Volumes.Deltas.Marks;

/// <summary>Words of marks on their way to the log, encoded. Used again and again, so that a flush allocates nothing.</summary>
internal sealed class MarkBatch
{
    public const int EntrySize = sizeof(uint) + sizeof(ulong);
    private const int FirstCapacity = 64 * EntrySize;
    private byte[] bytes = new byte[FirstCapacity];
    private int length;

    public int Count => length / EntrySize;

    public ReadOnlySpan<byte> Entries => bytes.AsSpan(0, length);

    public void Add(uint index, ulong word)
    {
        if (length == bytes.Length)
        {
            Array.Resize(ref bytes, bytes.Length * 2);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(length), index);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(length + sizeof(uint)), word);
        length += EntrySize;
    }

    public void Clear() => length = 0;

    public static (uint Index, ulong Word) Decode(ReadOnlySpan<byte> entry) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry[sizeof(uint)..]));
}
