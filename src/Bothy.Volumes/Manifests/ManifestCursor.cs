using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Manifests;

/// <summary>Looks chunks up in a manifest, best in ascending order: it keeps the path to the last one.</summary>
internal sealed class ManifestCursor(ManifestNodes nodes, ContentReference root, long chunks)
{
    private readonly (long Number, ManifestNode Node)[] path =
        [.. Enumerable.Repeat((-1L, ManifestNode.Zeros), ManifestShape.RootLevel(chunks) + 1)];

    /// <summary>A chunk; none if it holds zeros.</summary>
    public async ValueTask<ContentReference> GetAsync(long chunk, CancellationToken cancellationToken)
    {
        if (path[0].Number != ManifestShape.NodeAbove(chunk, 0))
        {
            await DescendAsync(chunk, cancellationToken);
        }

        return path[0].Node[ManifestShape.ChildAbove(chunk, 0)];
    }

    private async ValueTask DescendAsync(long chunk, CancellationToken cancellationToken)
    {
        var reference = root;
        for (var level = path.Length - 1; level >= 0; level--)
        {
            var number = ManifestShape.NodeAbove(chunk, level);
            if (path[level].Number != number)
            {
                path[level] = (-1, ManifestNode.Zeros);
                path[level] = (number, reference.IsNone ? ManifestNode.Zeros : await nodes.GetAsync(reference, level, cancellationToken));
            }

            reference = path[level].Node[ManifestShape.ChildAbove(chunk, level)];
        }
    }
}
