using System.Buffers.Binary;
using Bothy.Volumes.Chunks;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Caches;

/// <summary>
/// The two files of a cache: <c>chunks</c> holds one chunk per slot, <c>slots</c> says which (docs/formats/chunk-cache.md). Neither is ever
/// synchronised: after a power cut anything may be in them, and what is not what it should be is found out when it is read.
/// </summary>
internal sealed class SlotFile : IDisposable
{
    public const ushort Version = 1;
    private const int HeaderSize = 32;
    private const int ChecksumSize = 8;
    private const int RecordSize = ContentName.Size + 8 + ChecksumSize;
    private const int BatchRecords = 1024;
    private readonly SafeFileHandle data;
    private readonly SafeFileHandle table;

    private SlotFile(SafeFileHandle data, SafeFileHandle table, int slotSize)
    {
        this.data = data;
        this.table = table;
        SlotSize = slotSize;
    }

    /// <summary>Bytes of a slot, the most a chunk can have.</summary>
    public int SlotSize { get; }

    private static ReadOnlySpan<byte> Magic => "BOTHYSLT"u8;

    /// <summary>Opens the files, or makes empty ones where there are none, or ones that this program cannot use.</summary>
    public static SlotFile Open(string directory, int slotSize, int slots)
    {
        var data = File.OpenHandle(Path.Combine(directory, "chunks"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var table = File.OpenHandle(Path.Combine(directory, "slots"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var header = WriteHeader(slotSize);
        Span<byte> found = stackalloc byte[HeaderSize];
        if (RandomAccess.Read(table, found, 0) != HeaderSize || !found.SequenceEqual(header))
        {
            RandomAccess.SetLength(table, 0);
            RandomAccess.SetLength(data, 0);
            RandomAccess.Write(table, header, 0);
        }

        RandomAccess.SetLength(table, Math.Min(RandomAccess.GetLength(table), HeaderSize + ((long)slots * RecordSize)));
        RandomAccess.SetLength(data, Math.Min(RandomAccess.GetLength(data), (long)slots * slotSize));
        return new(data, table, slotSize);
    }

    /// <summary>The slots that say they hold something, in order.</summary>
    public IEnumerable<SlotRecord> ReadRecords()
    {
        var batch = new byte[BatchRecords * RecordSize];
        for (var first = 0; ; first += BatchRecords)
        {
            var read = RandomAccess.Read(table, batch, HeaderSize + ((long)first * RecordSize));
            for (var i = 0; (i + 1) * RecordSize <= read; i++)
            {
                if (ReadRecord(batch.AsSpan(i * RecordSize, RecordSize), first + i) is { } record)
                {
                    yield return record;
                }
            }

            if (read < batch.Length)
            {
                yield break;
            }
        }
    }

    public void WriteRecord(in SlotRecord record)
    {
        Span<byte> bytes = stackalloc byte[RecordSize];
        bytes.Clear();
        record.Name.Write(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[ContentName.Size..], record.Length);
        bytes[ContentName.Size + 4] = record.Proven ? (byte)1 : (byte)0;
        WriteChecksum(bytes[..^ChecksumSize], record.Slot, bytes[^ChecksumSize..]);
        RandomAccess.Write(table, bytes, HeaderSize + ((long)record.Slot * RecordSize));
    }

    /// <summary>Reads a part of a slot; false if the file does not reach that far.</summary>
    public bool TryRead(int slot, int offset, Span<byte> destination) =>
        RandomAccess.Read(data, destination, ((long)slot * SlotSize) + offset) == destination.Length;

    public void Write(int slot, ReadOnlySpan<byte> chunk) => RandomAccess.Write(data, chunk, (long)slot * SlotSize);

    public void Dispose()
    {
        data.Dispose();
        table.Dispose();
    }

    internal static SlotRecord? ReadRecord(ReadOnlySpan<byte> bytes, int slot)
    {
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        WriteChecksum(bytes[..^ChecksumSize], slot, checksum);
        var record = new SlotRecord(
            slot, ContentName.Read(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[ContentName.Size..]), bytes[ContentName.Size + 4] == 1);
        return checksum.SequenceEqual(bytes[^ChecksumSize..]) && ChunkSize.IsValid(record.Length) && !record.Name.IsNone ? record : null;
    }

    private static byte[] WriteHeader(int slotSize)
    {
        var header = new byte[HeaderSize];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), slotSize);
        WriteChecksum(header.AsSpan(0, HeaderSize - ChecksumSize), -1, header.AsSpan(HeaderSize - ChecksumSize));
        return header;
    }

    private static void WriteChecksum(ReadOnlySpan<byte> bytes, int slot, Span<byte> checksum)
    {
        Span<byte> named = stackalloc byte[bytes.Length + sizeof(int)];
        bytes.CopyTo(named);
        BinaryPrimitives.WriteInt32LittleEndian(named[bytes.Length..], slot);
        BinaryPrimitives.WriteUInt64LittleEndian(checksum, ContentName.Of(named).First);
    }
}
