using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Manifests;

/// <summary>
/// The nodes of all manifests in use on this host, each once, up to a number of bytes; beyond it those go that were not used for the longest
/// time, nearly (a clock).
/// </summary>
internal sealed class ManifestNodes(INodeSource source, long capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<NodeKey, Held> held = [];
    private readonly LinkedList<Held> clock = new();
    private long weight;

    /// <summary>Bytes that are held, nearly.</summary>
    public long Weight
    {
        get
        {
            lock (gate)
            {
                return weight;
            }
        }
    }

    /// <summary>The node of a reference, from memory or from its source.</summary>
    /// <exception cref="DamagedObjectException">What lies there is not that node.</exception>
    public async ValueTask<ManifestNode> GetAsync(ContentReference reference, int level, CancellationToken cancellationToken)
    {
        var key = new NodeKey(reference.Name, reference.Location.Pack);
        lock (gate)
        {
            if (held.TryGetValue(key, out var found))
            {
                found.Node.Used = true;
                return found.Node;
            }
        }

        if (reference.Location.Length > ManifestFormat.MaximumSize || reference.Location.Encoding != ChunkEncoding.Raw)
        {
            throw new DamagedObjectException($"Manifest node {reference.Name} in pack {reference.Location.Pack}", "no node is stored like that");
        }

        var node = await source.ReadAsync(reference, level, cancellationToken);
        lock (gate)
        {
            if (held.TryGetValue(key, out var found))
            {
                return found.Node;
            }

            held.Add(key, new(key, node));
            clock.AddLast(held[key]);
            weight += node.Weight;
            Evict();
            return node;
        }
    }

    /// <summary>Gives their source a pack of nodes that this host has just stored.</summary>
    public void Keep(ContentName pack, IReadOnlyList<ReadOnlyMemory<byte>> content) => source.Keep(pack, content);

    /// <summary>Notes that a table refers to a node, so that it can be taken out of it.</summary>
    /// <returns>False if the node is not held any more; the table must not keep it then.</returns>
    public bool TryEnter(ContentReference reference, ManifestNode node, LeafTable table, long leaf)
    {
        lock (gate)
        {
            if (!held.TryGetValue(new(reference.Name, reference.Location.Pack), out var found) || found.Node != node)
            {
                return false;
            }

            found.Tables.RemoveAll(entered => !entered.Table.IsOpen);
            found.Tables.Add((table, leaf));
            table.Set(leaf, node);
            return true;
        }
    }

    private void Evict()
    {
        // One round gives everything a second chance; the newest is never evicted.
        for (var left = 2 * clock.Count; weight > capacity && clock.Count > 1 && left > 0; left--)
        {
            var first = clock.First!;
            clock.RemoveFirst();
            if (first.Value.Node.Used || clock.Count == 0)
            {
                first.Value.Node.Used = false;
                clock.AddLast(first);
                continue;
            }

            held.Remove(first.Value.Key);
            weight -= first.Value.Node.Weight;
            foreach (var (table, leaf) in first.Value.Tables)
            {
                table.Clear(leaf, first.Value.Node);
            }
        }
    }

    /// <summary>Equal bytes in different packs are different nodes: their children may lie in their own pack.</summary>
    private readonly record struct NodeKey(ContentName Name, ContentName Pack);

    private sealed record Held(NodeKey Key, ManifestNode Node)
    {
        public List<(LeafTable Table, long Leaf)> Tables { get; } = [];
    }
}
