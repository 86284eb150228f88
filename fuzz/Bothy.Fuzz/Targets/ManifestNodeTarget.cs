using Bothy.Volumes.Chunks;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;

namespace Bothy.Fuzz.Targets;

/// <summary>Manifest nodes: every child of what is accepted can be asked for, and lies in a pack.</summary>
internal sealed class ManifestNodeTarget : IFuzzTarget
{
    private static readonly ContentName Home = ContentName.Of([7]);

    public string Name => "manifest-node";

    public long AllocationLimit => 128 << 10;

    public IReadOnlyList<byte[]> Seeds { get; } = [Node(0, 1), Node(0, 128), Node(1, 5), Node(2, 60)];

    public void Run(ReadOnlySpan<byte> input)
    {
        var content = input.ToArray();
        Expect(() => ManifestNode.Read(content, ContentName.Of([1, 2, 3]), Home, 0), refused: true);
        for (var level = 0; level < 3; level++)
        {
            Expect(() => ManifestNode.Read(content, ContentName.Of(content), Home, level), refused: false);
        }
    }

    private static void Expect(Func<ManifestNode> read, bool refused)
    {
        try
        {
            var node = read();
            if (refused)
            {
                throw new FuzzFailureException("a node was accepted under another's name");
            }

            Visit(node);
        }
        catch (DamagedObjectException)
        {
            // Refused, as it may be.
        }
    }

    private static void Visit(ManifestNode node)
    {
        var count = 0;
        for (var child = 0; child < ManifestShape.FanOut; child++)
        {
            var reference = node[child];
            if (node.IsZero(child) != reference.IsNone)
            {
                throw new FuzzFailureException($"child {child} is zero and is not");
            }

            if (reference.IsNone)
            {
                continue;
            }

            count++;
            if (reference.Location.Pack.IsNone || reference.Location.End > PackFormat.MaximumLength || node.NameOf(child) != reference.Name)
            {
                throw new FuzzFailureException($"child {child} lies nowhere");
            }

            if (node.Level == 0)
            {
                node.Residence(child) = child;
            }
        }

        if (count != node.Count)
        {
            throw new FuzzFailureException($"{count} of {node.Count} children were found");
        }
    }

    private static byte[] Node(int level, int count)
    {
        var children = new ContentReference[ManifestShape.FanOut];
        for (var i = 0; i < count; i++)
        {
            var pack = i % 3 == 0 && level > 0 ? default : ContentName.Of([(byte)(i % 4)]);
            children[i * (ManifestShape.FanOut / count)] = new(ContentName.Of([1, (byte)i]), new(pack, 16 + (i * 100), 100, ChunkEncoding.Raw));
        }

        return ManifestNodeWriter.Write(level, children)!;
    }
}
