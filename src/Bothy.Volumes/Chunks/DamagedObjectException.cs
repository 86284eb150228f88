namespace Bothy.Volumes.Chunks;

/// <summary>Stored bytes are not what their name, checksum or format promises. They were not used; the message names them.</summary>
public sealed class DamagedObjectException : IOException
{
    public DamagedObjectException(string what, string reason, Exception? inner = null)
        : base($"{what} is damaged: {reason}.", inner) => What = what;

    /// <summary>The chunk, pack, manifest or head.</summary>
    public string What { get; }
}
