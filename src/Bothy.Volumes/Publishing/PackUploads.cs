using Bothy.Linux.Failpoints;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Collecting;
using Bothy.Volumes.Packs;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Publishing;

/// <summary>Stores packs beside the work that fills them, a few at a time.</summary>
internal sealed class PackUploads(IObjectStore store, int atOnce) : IDisposable
{
    private readonly CondemnedPacks condemned = new(store);
    private readonly SemaphoreSlim room = new(atOnce);
    private readonly List<Task> running = [];

    /// <summary>Packs and bytes that were stored or were there already.</summary>
    public (int Packs, long Bytes) Total { get; private set; }

    /// <summary>Closes a pack and begins to store it, when there is room. The pack is disposed when it is stored.</summary>
    /// <exception cref="IOException">An earlier pack could not be stored.</exception>
    /// <param name="stored">Called with its name and bytes when it is durable.</param>
    public async Task<ContentName> BeginAsync(PackBuilder pack, Action<ContentName, IReadOnlyList<ReadOnlyMemory<byte>>> stored, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken);
        await (running.Find(task => task.IsFaulted) ?? Task.CompletedTask);
        running.RemoveAll(task => task.IsCompletedSuccessfully);
        var (name, content) = pack.Close(await FindSaltAsync(pack, cancellationToken));
        Total = (Total.Packs + 1, Total.Bytes + pack.Length);
        running.Add(StoreAsync(pack, name, content, stored, cancellationToken));
        return name;
    }

    /// <summary>Returns when all packs are durable.</summary>
    public Task CompleteAsync() => Task.WhenAll(running);

    /// <summary>Waits until nothing is being stored any more, however it ends.</summary>
    public Task SettleAsync() => CompleteAsync().ContinueWith(_ => { }, TaskScheduler.Default);

    public void Dispose() => room.Dispose();

    /// <summary>A pack that is about to be deleted must not be taken for this one.</summary>
    private async Task<uint> FindSaltAsync(PackBuilder pack, CancellationToken cancellationToken)
    {
        var salt = 0u;
        while (await condemned.IsCondemnedAsync(pack.NameWith(salt), cancellationToken))
        {
            salt++;
        }

        return salt;
    }

    private async Task StoreAsync(
        PackBuilder pack, ContentName name, IReadOnlyList<ReadOnlyMemory<byte>> content, Action<ContentName, IReadOnlyList<ReadOnlyMemory<byte>>> stored, CancellationToken cancellationToken)
    {
        try
        {
            var key = new ObjectKey(PackFormat.Key(name));
            if (await store.PutAsync(key, content, cancellationToken) == PutOutcome.Exists
                && await store.FindLengthAsync(key, cancellationToken) is var length && length != pack.Length)
            {
                throw new DamagedObjectException($"Pack {name} in {store.Description}", $"it has {length} bytes instead of {pack.Length}");
            }

            Failpoint.Hit(PublishFailpoints.PackStored);
            stored(name, content);
        }
        finally
        {
            pack.Dispose();
            room.Release();
        }
    }
}
