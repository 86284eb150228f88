using Bothy.Volumes.Chunks;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Publishing;

/// <summary>
/// Makes a new manifest from an old one, given the changed chunks in ascending order. Holds one node of each level; every other is either the
/// old one or written already.
/// </summary>
internal sealed class ManifestUpdate
{
    private readonly ManifestNodes nodes;
    private readonly PackUploads uploads;
    private readonly ChunkBuffers blocks;
    private readonly OpenNode[] spine;
    private ContentReference root;
    private PackBuilder? pack;

    public ManifestUpdate(ManifestNodes nodes, PackUploads uploads, ChunkBuffers blocks, ContentReference root, long chunks)
    {
        this.nodes = nodes;
        this.uploads = uploads;
        this.blocks = blocks;
        this.root = root;
        spine = [.. Enumerable.Range(0, ManifestShape.RootLevel(chunks) + 1).Select(_ => new OpenNode())];
    }

    /// <summary>Sets a chunk; one whose content is the same stays where it is.</summary>
    public async ValueTask SetAsync(long chunk, ContentReference reference, CancellationToken cancellationToken)
    {
        await OpenAsync(chunk, cancellationToken);
        spine[0].Set(ManifestShape.ChildAbove(chunk, 0), reference);
    }

    /// <summary>Writes what is left. All nodes are durable when the uploads are completed.</summary>
    /// <returns>The new root.</returns>
    public async Task<ContentReference> CompleteAsync(CancellationToken cancellationToken)
    {
        for (var level = 0; level < spine.Length; level++)
        {
            await CloseAsync(level, cancellationToken);
        }

        await SealAsync(cancellationToken);
        return root;
    }

    /// <summary>Gives back the memory of a pack that will not be stored.</summary>
    public void Abandon() => pack?.Dispose();

    private async ValueTask OpenAsync(long chunk, CancellationToken cancellationToken)
    {
        if (spine[0].Number == ManifestShape.NodeAbove(chunk, 0))
        {
            return;
        }

        var top = 0;
        for (; top < spine.Length && spine[top].Number != ManifestShape.NodeAbove(chunk, top); top++)
        {
            await CloseAsync(top, cancellationToken);
        }

        for (var level = top - 1; level >= 0; level--)
        {
            var reference = level == spine.Length - 1 ? root : spine[level + 1].Children[ManifestShape.ChildAbove(chunk, level + 1)];
            var node = reference.IsNone ? null : await nodes.GetAsync(reference, level, cancellationToken);
            spine[level].Open(ManifestShape.NodeAbove(chunk, level), node);
        }
    }

    /// <summary>Writes the open node of a level, if it changed, and hands its reference up.</summary>
    private async ValueTask CloseAsync(int level, CancellationToken cancellationToken)
    {
        var node = spine[level];
        if (node.Number < 0)
        {
            return;
        }

        if (node.IsChanged)
        {
            if (pack?.IsFull(ManifestFormat.MaximumSize) == true)
            {
                await SealAsync(cancellationToken);
            }

            var reference = Write(level, node);
            if (level == spine.Length - 1)
            {
                root = reference;
            }
            else
            {
                spine[level + 1].Set((int)(node.Number & (ManifestShape.FanOut - 1)), reference);
            }
        }

        node.Close();
    }

    private ContentReference Write(int level, OpenNode node)
    {
        if (ManifestNodeWriter.Write(level, node.Children) is not { } content)
        {
            return default;
        }

        pack ??= new(PackKind.Nodes, blocks);
        var name = ContentName.Of(content);
        var range = pack.Add(name, content, ChunkEncoding.Raw, aligned: false);
        return new(name, new(default, range.Offset, range.Length, range.Encoding));
    }

    /// <summary>Stores the pack of nodes and tells those who refer to it its name.</summary>
    private async Task SealAsync(CancellationToken cancellationToken)
    {
        if (pack is null)
        {
            return;
        }

        var closing = pack;
        pack = null;
        var name = await uploads.BeginAsync(closing, nodes.Keep, cancellationToken);
        root = Named(root, name);
        foreach (var node in spine.Where(node => node.Number >= 0))
        {
            for (var child = 0; child < node.Children.Length; child++)
            {
                node.Children[child] = Named(node.Children[child], name);
            }
        }
    }

    private static ContentReference Named(ContentReference reference, ContentName pack) =>
        !reference.IsNone && reference.Location.Pack.IsNone ? reference with { Location = reference.Location with { Pack = pack } } : reference;

    private sealed class OpenNode
    {
        public ContentReference[] Children { get; } = new ContentReference[ManifestShape.FanOut];

        /// <summary>Its position in its level; -1 if none is open.</summary>
        public long Number { get; private set; } = -1;

        public bool IsChanged { get; private set; }

        public void Open(long number, ManifestNode? node)
        {
            (Number, IsChanged) = (number, false);
            for (var child = 0; child < Children.Length; child++)
            {
                Children[child] = node?[child] ?? default;
            }
        }

        public void Set(int child, ContentReference reference)
        {
            if (Children[child].Name != reference.Name)
            {
                (Children[child], IsChanged) = (reference, true);
            }
        }

        public void Close() => (Number, IsChanged) = (-1, false);
    }
}
