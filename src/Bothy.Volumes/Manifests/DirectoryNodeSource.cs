using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Manifests;

/// <summary>Nodes read in place from packs of a directory on this host.</summary>
internal sealed class DirectoryNodeSource(PackFiles packs) : INodeSource
{
    public Task<ManifestNode> ReadAsync(ContentReference reference, int level, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var content = new byte[reference.Location.Length];
            packs.Read(reference.Location.Pack, reference.Location.Offset, content);
            return ManifestNode.Read(content, reference.Name, reference.Location.Pack, level);
        },
        cancellationToken);

    public void Keep(ContentName pack, IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        // It lies where it is read.
    }
}
