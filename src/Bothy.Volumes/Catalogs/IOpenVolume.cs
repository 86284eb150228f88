using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Catalogs;

/// <summary>A volume that is being served. Disposing it closes its files; what was written stays.</summary>
public interface IOpenVolume : IAsyncDisposable
{
    IBlockVolume Blocks { get; }

    /// <summary>
    /// Path of an ordinary file with the volume's content, if it is read-only and wholly on this host: users take that file, and nothing is
    /// served. It stays where it is while the volume is open. Null otherwise.
    /// </summary>
    string? PlainFile { get; }

    VolumeDurability Durability { get; }

    /// <summary>
    /// Takes the content as of one moment between two writes, under a name. Returns when the cut is kept on this host, not when it is elsewhere.
    /// Does nothing if the name was cut already.
    /// </summary>
    /// <param name="moment">What is done around that moment; null for nothing.</param>
    Task CutAsync(string name, ICutMoment? moment, CancellationToken cancellationToken);
}
