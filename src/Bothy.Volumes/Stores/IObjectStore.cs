using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Stores;

/// <summary>
/// Immutable objects under keys. Objects are made whole or not at all, never changed, and seen by everybody once made. All methods may be
/// called from several threads at once. Broken IO throws <see cref="IOException"/>, and trying again may help.
/// </summary>
public interface IObjectStore : IDisposable
{
    /// <summary>What the store is, for messages.</summary>
    string Description { get; }

    /// <summary>Makes an object unless there is one of that key; of several who try at once, exactly one makes it. When it returns, the object is durable.</summary>
    /// <param name="content">The object's bytes, one after the other. They must not change until the task ends.</param>
    Task<PutOutcome> PutAsync(ObjectKey key, IReadOnlyList<ReadOnlyMemory<byte>> content, CancellationToken cancellationToken);

    /// <summary>Fills <paramref name="destination"/> with the object's bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="DamagedObjectException">It ends before the range does.</exception>
    Task ReadAsync(ObjectKey key, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>The whole object.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="DamagedObjectException">It is longer than <paramref name="maximumLength"/>.</exception>
    Task<byte[]> ReadAllAsync(ObjectKey key, int maximumLength, CancellationToken cancellationToken);

    /// <summary>The object's length; null if there is none.</summary>
    Task<long?> FindLengthAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Keys that begin with <paramref name="prefix"/>, which is empty or ends with a slash, in ordinal order.</summary>
    IAsyncEnumerable<ObjectKey> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object; does nothing if there is none.</summary>
    Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken);
}
