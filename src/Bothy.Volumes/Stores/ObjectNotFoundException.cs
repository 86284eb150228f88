namespace Bothy.Volumes.Stores;

/// <summary>The store has no object of that key.</summary>
public sealed class ObjectNotFoundException(ObjectKey key, string store) : IOException($"There is no object {key} in {store}.")
{
    public ObjectKey Key { get; } = key;
}
