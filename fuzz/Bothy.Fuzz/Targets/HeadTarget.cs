using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Packs;

namespace Bothy.Fuzz.Targets;

/// <summary>Heads: what is accepted is exactly what would be written.</summary>
internal sealed class HeadTarget : IFuzzTarget
{
    private static readonly VolumeVersion Version = new()
    {
        Volume = new("some-volume"),
        Number = 3,
        Epoch = 2,
        Length = 1L << 38,
        ChunkSize = ChunkSize.Default,
        Writer = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000),
        Root = new(ContentName.Of([1]), new(ContentName.Of([2]), 16, 500, ChunkEncoding.Raw)),
    };

    public string Name => "head";

    public long AllocationLimit => 64 << 10;

    public IReadOnlyList<byte[]> Seeds { get; } = [HeadFormat.Write(Version), HeadFormat.Write(Version with { Root = default, Volume = new("a") })];

    public void Run(ReadOnlySpan<byte> input)
    {
        Check(input);

        // Without a right checksum nothing gets far: repair it, and go on.
        if (input.Length > ContentName.Size)
        {
            var repaired = input.ToArray();
            ContentName.Of(repaired.AsSpan(..^ContentName.Size)).Write(repaired.AsSpan(^ContentName.Size..));
            Check(repaired);
        }
    }

    private static void Check(ReadOnlySpan<byte> input)
    {
        try
        {
            var written = HeadFormat.Write(HeadFormat.Read(input, "input"));
            if (!written.AsSpan().SequenceEqual(input))
            {
                throw new FuzzFailureException("a head was accepted that says more than it gives");
            }
        }
        catch (DamagedObjectException)
        {
            // Refused, as it may be.
        }
    }
}
