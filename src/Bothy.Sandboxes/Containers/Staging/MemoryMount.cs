namespace Bothy.Sandboxes.Containers.Staging;

/// <summary>A filesystem in the container's own memory.</summary>
/// <param name="Target">Absolute path inside.</param>
/// <param name="Bytes">Most that it holds; null for half of the memory.</param>
/// <param name="Mode">Permissions of its root, octal digits.</param>
public sealed record MemoryMount(string Target, long? Bytes, string Mode);
