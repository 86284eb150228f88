using Bothy.Volumes.Blocks;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Serving;

/// <summary>A volume as a file of the mount.</summary>
/// <param name="node">Its inode number: never used for another file of the same mount.</param>
internal sealed class ServedFile(string name, ulong node, IBlockVolume volume, bool readOnly) : IDisposable
{
    public string Name => name;

    public ulong Node => node;

    public IBlockVolume Volume => volume;

    public bool ReadOnly => readOnly;

    /// <summary>True while the file is being taken away: nobody can open it any more.</summary>
    public volatile bool Closing;

    public VolumeFlow Flow { get; } = new();

    public RequestCounts Counts { get; } = new();

    /// <summary>Requests that wait for something else than this host's disks.</summary>
    public FetchQueue Fetches { get; } = new();

    /// <summary>Orders writes that change blocks in part.</summary>
    public AsyncLock PartialWrites { get; } = new();

    public void Dispose()
    {
        Fetches.Dispose();
        PartialWrites.Dispose();
    }
}
