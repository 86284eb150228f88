using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Fuzz.Targets;

/// <summary>Pack indexes: what is accepted lies within the pack, in order, and has the pack's name.</summary>
internal sealed class PackIndexTarget : IFuzzTarget
{
    public string Name => "pack-index";

    public long AllocationLimit => 128 << 10;

    public IReadOnlyList<byte[]> Seeds { get; } = [Pack(1), Pack(20)];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < PackFormat.HeaderSize + PackFormat.FooterSize)
        {
            return;
        }

        var name = ContentName.Of([9]);
        try
        {
            var length = PackIndex.TailLength(name, input[^PackFormat.FooterSize..], input.Length);
            var header = input[..PackFormat.HeaderSize];
            var tail = input[^length..];
            Refuse(name, header, tail, input.Length);
            Accept(PackIndex.Read(PackIndex.NameOf(header, tail), header, tail, input.Length), input.Length - length);
        }
        catch (DamagedObjectException)
        {
            // Refused, as it may be.
        }
    }

    private static void Refuse(ContentName name, ReadOnlySpan<byte> header, ReadOnlySpan<byte> tail, long length)
    {
        try
        {
            PackIndex.Read(name, header, tail, length);
        }
        catch (DamagedObjectException)
        {
            return;
        }

        throw new FuzzFailureException("a pack was accepted under another's name");
    }

    private static void Accept(PackIndex index, long end)
    {
        var position = PackFormat.HeaderSize;
        foreach (var entry in index.Entries)
        {
            if (entry.Range.Offset < position || entry.Range.Offset + entry.Range.Length > end)
            {
                throw new FuzzFailureException($"{entry} lies outside of its pack");
            }

            position = entry.Range.Offset + entry.Range.Length;
        }
    }

    private static byte[] Pack(int entries)
    {
        using var pack = new PackBuilder(PackKind.Chunks, new ChunkBuffers(4096, kept: 1));
        for (var i = 0; i < entries; i++)
        {
            pack.Add(ContentName.Of([(byte)i]), new byte[10], ChunkEncoding.Raw, aligned: false);
        }

        return [.. pack.Close(salt: 0).Content.SelectMany(block => block.ToArray())];
    }
}
