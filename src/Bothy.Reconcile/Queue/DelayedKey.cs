namespace Bothy.Reconcile.Queue;

/// <summary>A key and the timestamp at which it is due; the sequence tells equal times apart.</summary>
internal sealed record DelayedKey<TKey>(TKey Key, long Due, long Sequence)
    where TKey : notnull
{
    public static readonly IComparer<DelayedKey<TKey>> ByTime = Comparer<DelayedKey<TKey>>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Sequence.CompareTo(b.Sequence));
}
