using System.Buffers.Binary;
using System.IO.Hashing;

namespace Bothy.Volumes.Deltas.Marks;

/// <summary>
/// The bytes of a mark log: a head, and records of words. What is read is checked; a record that was never finished ends the log, anything
/// else that is wrong is damage. Format: <c>docs/formats/delta.md</c>.
/// </summary>
internal static class MarkLogFormat
{
    public const int HeadSize = 64;

    /// <summary>Bytes of a log that are read at most.</summary>
    public const long MaximumSize = 1 << 30;

    /// <summary>Words in one record at most.</summary>
    public const int MaximumCount = 1 << 20;

    private const ulong Magic = 0x3147_4F4C_4B52_414D;
    private const ulong Version = 1;
    private const uint RecordMagic = 0x4452_4B4D;
    private const int RecordHeadSize = 16;
    private const int HashSize = sizeof(ulong);

    /// <param name="settled">Bytes from the start of the file that are on stable storage before the file has its name.</param>
    public static void WriteHead(Span<byte> target, MarkGeometry geometry, Guid layer, long settled)
    {
        target[..HeadSize].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], geometry.Length);
        layer.TryWriteBytes(target[24..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], settled);
        BinaryPrimitives.WriteUInt64LittleEndian(target[(HeadSize - HashSize)..], XxHash3.HashToUInt64(target[..(HeadSize - HashSize)]));
    }

    public static int RecordSize(int count) => Aligned(RecordHeadSize + (count * MarkBatch.EntrySize)) + HashSize;

    /// <param name="entries">Up to <see cref="MaximumCount"/> words, encoded.</param>
    /// <returns>The record's length.</returns>
    public static int WriteRecord(Span<byte> target, Guid layer, ulong sequence, ReadOnlySpan<byte> entries)
    {
        var count = entries.Length / MarkBatch.EntrySize;
        var record = target[..RecordSize(count)];
        record.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record, RecordMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)count);
        BinaryPrimitives.WriteUInt64LittleEndian(record[8..], sequence);
        entries.CopyTo(record[RecordHeadSize..]);
        BinaryPrimitives.WriteUInt64LittleEndian(record[^HashSize..], Hash(record[..^HashSize], layer));
        return record.Length;
    }

    /// <summary>Reads a whole log and hands on its words in order.</summary>
    /// <param name="name">What the message calls it.</param>
    /// <exception cref="DeltaDamagedException">It is not this layer's log, or damaged.</exception>
    public static void Read(ReadOnlySpan<byte> log, string name, MarkGeometry geometry, Guid layer, Action<long, ulong> restore)
    {
        var settled = CheckHead(log, name, geometry, layer);
        var position = HeadSize;
        ulong sequence = 0;
        while (TryRecord(log[position..], layer, out var found, out var entries) && found == sequence)
        {
            for (; entries.Length > 0; entries = entries[MarkBatch.EntrySize..])
            {
                var (index, word) = MarkBatch.Decode(entries);
                if (!geometry.Allows(index, word))
                {
                    throw new DeltaDamagedException($"{name} marks blocks that there are not, at {position} bytes.");
                }

                restore(index, word);
            }

            position += RecordSize((int)BinaryPrimitives.ReadUInt32LittleEndian(log[(position + 4)..]));
            sequence++;
        }

        if (position < settled)
        {
            throw new DeltaDamagedException($"{name} is damaged at {position} bytes, before what was settled.");
        }

        MustBeTheEnd(log[position..], name, layer, position, sequence);
    }

    private static long CheckHead(ReadOnlySpan<byte> log, string name, MarkGeometry geometry, Guid layer)
    {
        if (log.Length < HeadSize
            || BinaryPrimitives.ReadUInt64LittleEndian(log) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(log[(HeadSize - HashSize)..]) != XxHash3.HashToUInt64(log[..(HeadSize - HashSize)]))
        {
            throw new DeltaDamagedException($"{name} does not begin as a log of marks does.");
        }

        var version = BinaryPrimitives.ReadUInt64LittleEndian(log[8..]);
        if (version != Version)
        {
            throw new DeltaDamagedException($"{name} has version {version}, and this program reads version {Version} only.");
        }

        if (BinaryPrimitives.ReadInt64LittleEndian(log[16..]) != geometry.Length || new Guid(log.Slice(24, 16)) != layer)
        {
            throw new DeltaDamagedException($"{name} is the log of another layer.");
        }

        return BinaryPrimitives.ReadInt64LittleEndian(log[40..]);
    }

    private static bool TryRecord(ReadOnlySpan<byte> at, Guid layer, out ulong sequence, out ReadOnlySpan<byte> entries)
    {
        sequence = 0;
        entries = default;
        if (at.Length < RecordHeadSize || BinaryPrimitives.ReadUInt32LittleEndian(at) != RecordMagic)
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(at[4..]);
        if (count > MaximumCount || RecordSize((int)count) > at.Length)
        {
            return false;
        }

        var record = at[..RecordSize((int)count)];
        if (BinaryPrimitives.ReadUInt64LittleEndian(record[^HashSize..]) != Hash(record[..^HashSize], layer))
        {
            return false;
        }

        sequence = BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
        entries = record.Slice(RecordHeadSize, (int)count * MarkBatch.EntrySize);
        return true;
    }

    /// <summary>
    /// A record is only begun when the one before it is on stable storage. So the last may be unfinished, and after an unfinished one there is
    /// nothing; if there is, the middle of the log was lost.
    /// </summary>
    private static void MustBeTheEnd(ReadOnlySpan<byte> rest, string name, Guid layer, int position, ulong sequence)
    {
        for (var at = 0; at + RecordHeadSize <= rest.Length; at += sizeof(ulong))
        {
            if (TryRecord(rest[at..], layer, out var later, out _) && later > sequence)
            {
                throw new DeltaDamagedException($"{name} is damaged at {position} bytes: record {sequence} is not there, and record {later} is.");
            }
        }
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes, Guid layer) =>
        XxHash3.HashToUInt64(bytes, BitConverter.ToInt64(layer.ToByteArray()));

    private static int Aligned(int size) => (size + 7) & ~7;
}
