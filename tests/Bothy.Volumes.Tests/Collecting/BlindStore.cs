using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Tests.Collecting;

/// <summary>A store that shows no sentence on any pack.</summary>
internal sealed class BlindStore(IObjectStore inner) : IObjectStore
{
    public string Description => inner.Description;

    public Task<PutOutcome> PutAsync(ObjectKey key, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken) =>
        inner.PutAsync(key, content, cancellationToken);

    public Task ReadAsync(ObjectKey key, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadAsync(key, offset, destination, cancellationToken);

    public Task<byte[]> ReadAllAsync(ObjectKey key, int maximumLength, CancellationToken cancellationToken) => inner.ReadAllAsync(key, maximumLength, cancellationToken);

    public Task<long?> FindLengthAsync(ObjectKey key, CancellationToken cancellationToken) => inner.FindLengthAsync(key, cancellationToken);

    public IAsyncEnumerable<ObjectKey> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix.StartsWith("condemned/", StringComparison.Ordinal) ? "none/" : prefix, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public void Dispose()
    {
    }
}
