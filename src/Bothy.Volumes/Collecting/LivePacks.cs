using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Manifests;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Collecting;

/// <summary>The packs that versions refer to, found by reading their manifests: no chunk is read, and no node twice.</summary>
internal sealed class LivePacks(ManifestNodes nodes)
{
    private readonly HashSet<(ContentName Node, ContentName Pack)> seen = [];
    private readonly HashSet<ContentName> packs = [];

    public IReadOnlySet<ContentName> Found => packs;

    /// <exception cref="IOException">A node cannot be read. What it refers to is not known, so nothing may be deleted.</exception>
    public async Task AddAsync(VolumeVersion version, CancellationToken cancellationToken)
    {
        var level = ManifestShape.RootLevel(ChunkSize.Count(version.Length, version.ChunkSize));
        var waiting = new Stack<(ContentReference Reference, int Level)>([(version.Root, level)]);
        while (waiting.TryPop(out var next))
        {
            if (next.Reference.IsNone)
            {
                continue;
            }

            packs.Add(next.Reference.Location.Pack);
            if (next.Level < 0 || !seen.Add((next.Reference.Name, next.Reference.Location.Pack)))
            {
                continue;
            }

            var node = await nodes.GetAsync(next.Reference, next.Level, cancellationToken);
            for (var child = 0; child < ManifestShape.FanOut; child++)
            {
                waiting.Push((node[child], next.Level - 1));
            }
        }
    }
}
