namespace Bothy.Volumes.Holding;

/// <summary>One message to the holder.</summary>
/// <param name="Name">What the descriptors are of.</param>
/// <param name="State">Text that belongs to the descriptors and that the holder does not read.</param>
/// <param name="Path">Where the filesystem to be frozen is mounted.</param>
/// <param name="DeadlineMilliseconds">How long it may stay frozen.</param>
internal sealed record HolderRequest(
    int Protocol,
    HolderOperation Operation,
    string? Name = null,
    string? State = null,
    string? Path = null,
    int DeadlineMilliseconds = 0);
