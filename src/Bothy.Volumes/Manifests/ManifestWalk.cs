using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Manifests;

/// <summary>Goes down a manifest from its root.</summary>
internal static class ManifestWalk
{
    /// <summary>Puts the leaf above a chunk into the table, and what is learnt about zeros on the way.</summary>
    /// <returns>The leaf, also if it could not stay in the table.</returns>
    public static async ValueTask<ManifestNode> FindLeafAsync(
        ManifestNodes nodes, ContentReference root, int rootLevel, LeafTable table, long chunk, CancellationToken cancellationToken)
    {
        var reference = root;
        for (var level = rootLevel; !reference.IsNone; level--)
        {
            var node = await nodes.GetAsync(reference, level, cancellationToken);
            if (level == 0)
            {
                nodes.TryEnter(reference, node, table, ManifestShape.NodeAbove(chunk, 0));
                return node;
            }

            NoteZeros(node, table, chunk, level);
            reference = node[ManifestShape.ChildAbove(chunk, level)];
        }

        if (root.IsNone)
        {
            table.SetZeros(0, long.MaxValue);
        }

        return ManifestNode.Zeros;
    }

    private static void NoteZeros(ManifestNode node, LeafTable table, long chunk, int level)
    {
        var leavesBelowChild = 1L << (ManifestShape.FanOutBits * (level - 1));
        var first = ManifestShape.NodeAbove(chunk, level) * ManifestShape.FanOut * leavesBelowChild;
        for (var child = 0; child < ManifestShape.FanOut; child++)
        {
            // The first leaf tells whether this was done before.
            var leaf = first + (child * leavesBelowChild);
            if (node.IsZero(child) && table[leaf] is null)
            {
                table.SetZeros(leaf, leavesBelowChild);
            }
        }
    }
}
