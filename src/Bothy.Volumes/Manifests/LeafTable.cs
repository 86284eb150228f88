namespace Bothy.Volumes.Manifests;

/// <summary>The leaves of one open version that are in memory, by their position. Read without a lock.</summary>
internal sealed class LeafTable(long leaves) : IDisposable
{
    private ManifestNode?[] nodes = new ManifestNode?[leaves];

    /// <summary>False once nobody needs it any more.</summary>
    public bool IsOpen => nodes.Length > 0;

    /// <summary>A leaf; null if it must be looked for.</summary>
    public ManifestNode? this[long leaf] => nodes is var now && leaf < now.Length ? Volatile.Read(ref now[leaf]) : null;

    public void Set(long leaf, ManifestNode node)
    {
        if (nodes is var now && leaf < now.Length)
        {
            Volatile.Write(ref now[leaf], node);
        }
    }

    /// <summary>Notes that leaves hold no chunks.</summary>
    public void SetZeros(long first, long count)
    {
        var now = nodes;
        for (var leaf = first; leaf < Math.Min(first + count, now.Length); leaf++)
        {
            Volatile.Write(ref now[leaf], ManifestNode.Zeros);
        }
    }

    /// <summary>Takes a leaf out, unless another is in its place.</summary>
    public void Clear(long leaf, ManifestNode node)
    {
        if (nodes is var now && leaf < now.Length)
        {
            Interlocked.CompareExchange(ref now[leaf], null, node);
        }
    }

    public void Dispose() => nodes = [];
}
