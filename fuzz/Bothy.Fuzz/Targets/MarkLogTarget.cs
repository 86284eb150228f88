using System.Buffers.Binary;
using System.IO.Hashing;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Marks;

namespace Bothy.Fuzz.Targets;

/// <summary>Logs of marks: every mark that is handed on is one that the volume can have, and what was handed on before damage was found counts for nothing.</summary>
internal sealed class MarkLogTarget : IFuzzTarget
{
    private static readonly MarkGeometry Geometry = new((64L << 20) + 4096);
    private static readonly Guid Layer = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    public string Name => "mark-log";

    public long AllocationLimit => 256 << 10;

    public IReadOnlyList<byte[]> Seeds { get; } = [Log([]), Log([[(0, 1)], [(3, 0x5555), (511, 2)], [(512, 1)]])];

    public void Run(ReadOnlySpan<byte> input)
    {
        Check(input);

        // Without right checksums nothing gets far: repair those of the head and of the first record, and go on.
        var repaired = input.ToArray();
        if (repaired.Length >= MarkLogFormat.HeadSize)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(repaired.AsSpan(MarkLogFormat.HeadSize - 8), XxHash3.HashToUInt64(repaired.AsSpan(0, MarkLogFormat.HeadSize - 8)));
            var record = repaired.AsSpan(MarkLogFormat.HeadSize);
            if (record.Length >= 16 && BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) is var count and < 1000
                && MarkLogFormat.RecordSize((int)count) is var size && size <= record.Length)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(record[(size - 8)..], XxHash3.HashToUInt64(record[..(size - 8)], BitConverter.ToInt64(Layer.ToByteArray())));
            }

            Check(repaired);
        }
    }

    private static void Check(ReadOnlySpan<byte> input)
    {
        var words = new Dictionary<long, ulong>();
        try
        {
            MarkLogFormat.Read(input, "input", Geometry, Layer, (index, word) => words[index] = word);
        }
        catch (DeltaDamagedException)
        {
            return;
        }

        if (words.Any(word => !Geometry.Allows(word.Key, word.Value)))
        {
            throw new FuzzFailureException("marks were handed on that the volume cannot have");
        }

        // What was accepted is the same after it was written anew.
        var again = new Dictionary<long, ulong>();
        MarkLogFormat.Read(Log([[.. words.Select(word => ((uint)word.Key, word.Value))]]), "rewritten", Geometry, Layer, (index, word) => again.Add(index, word));
        if (again.Count != words.Count || again.Any(word => words[word.Key] != word.Value))
        {
            throw new FuzzFailureException("marks changed while they were written anew");
        }
    }

    private static byte[] Log((uint Index, ulong Word)[][] records)
    {
        var log = new byte[MarkLogFormat.HeadSize + records.Sum(record => MarkLogFormat.RecordSize(record.Length)) + 64];
        var position = MarkLogFormat.HeadSize;
        for (var sequence = 0; sequence < records.Length; sequence++)
        {
            var batch = new MarkBatch();
            foreach (var (index, word) in records[sequence])
            {
                batch.Add(index, word);
            }

            position += MarkLogFormat.WriteRecord(log.AsSpan(position), Layer, (ulong)sequence, batch.Entries);
        }

        MarkLogFormat.WriteHead(log, Geometry, Layer, position);
        return log;
    }
}
