namespace Bothy.Reconcile.Queue;

/// <summary>A key handed to a worker, and how long it was ready before.</summary>
internal readonly record struct Taken<TKey>(TKey Key, TimeSpan Waited)
    where TKey : notnull;
