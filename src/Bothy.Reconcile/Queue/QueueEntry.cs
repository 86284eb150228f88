namespace Bothy.Reconcile.Queue;

/// <summary>A key that is ready, running, or running and wanted again. Idle keys have no entry.</summary>
internal sealed class QueueEntry<TKey>
    where TKey : notnull
{
    public QueueEntry(TKey key) => Node = new(key);

    public LinkedListNode<TKey> Node { get; }

    public Lane Lane { get; set; }

    public bool Running { get; set; }

    /// <summary>Ready, or (while running) to be made ready when the run ends.</summary>
    public bool Wanted { get; set; }

    /// <summary>Timestamp of becoming ready.</summary>
    public long ReadySince { get; set; }
}
