using System.Buffers.Binary;
using System.IO.Hashing;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;

namespace Bothy.Fuzz.Targets;

/// <summary>States of volumes: what is accepted is exactly what would be written.</summary>
internal sealed class DeltaStateTarget : IFuzzTarget
{
    public string Name => "delta-state";

    public long AllocationLimit => 256 << 10;

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        DeltaStateFormat.Write(new(1 << 30, null, 1, [new(0, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))])),
        DeltaStateFormat.Write(new(1L << 40, "some-volume/7", 9, [new(3, default, "a cut"), new(4, default), new(8, default)])),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        Check(input);

        // Without a right checksum nothing gets far: repair it, and go on.
        if (input.Length > sizeof(ulong))
        {
            var repaired = input.ToArray();
            BinaryPrimitives.WriteUInt64LittleEndian(repaired.AsSpan(^sizeof(ulong)..), XxHash3.HashToUInt64(repaired.AsSpan(..^sizeof(ulong))));
            Check(repaired);
        }
    }

    private static void Check(ReadOnlySpan<byte> input)
    {
        try
        {
            if (!DeltaStateFormat.Write(DeltaStateFormat.Read(input, "input")).AsSpan().SequenceEqual(input))
            {
                throw new FuzzFailureException("a state was accepted that says more than it gives");
            }
        }
        catch (DeltaDamagedException)
        {
            // Refused, as it may be.
        }
    }
}
