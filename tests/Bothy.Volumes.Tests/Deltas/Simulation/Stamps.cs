using System.Buffers.Binary;

namespace Bothy.Volumes.Tests.Deltas.Simulation;

/// <summary>Contents of sectors that say which write they are from, and where they belong.</summary>
internal static class Stamps
{
    public static void Fill(Span<byte> content, long firstSector, ulong stamp)
    {
        for (var at = 0; at < content.Length; at += SimulatedFile.Sector)
        {
            Write(content.Slice(at, SimulatedFile.Sector), firstSector + (at / SimulatedFile.Sector), stamp);
        }
    }

    public static ulong Read(ReadOnlySpan<byte> content, long sector)
    {
        var stamp = BinaryPrimitives.ReadUInt64LittleEndian(content);
        Span<byte> expected = stackalloc byte[SimulatedFile.Sector];
        Write(expected, sector, stamp);
        return content.SequenceEqual(expected) ? stamp : throw new ModelFailure($"sector {sector} has something that nobody wrote");
    }

    private static void Write(Span<byte> content, long sector, ulong stamp)
    {
        content.Clear();
        for (var at = 0; stamp != 0 && at < content.Length; at += 16)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(content[at..], stamp);
            BinaryPrimitives.WriteInt64LittleEndian(content[(at + 8)..], sector);
        }
    }
}
