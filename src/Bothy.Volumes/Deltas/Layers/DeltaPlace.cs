using Bothy.Volumes.Deltas.Marks;
using Bothy.Volumes.Deltas.Storage;

namespace Bothy.Volumes.Deltas.Layers;

/// <summary>Where a volume's delta lies.</summary>
/// <param name="Storage">Its directory on the host's disk.</param>
/// <param name="Shared">A directory of its own in memory that outlives the process, not the host (a tmpfs).</param>
/// <param name="Boot">Names the host's boot.</param>
internal sealed record DeltaPlace(IDeltaStorage Storage, string Shared, Guid Boot)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>Directories of this host, made if need be.</summary>
    public static DeltaPlace Local(string directory, string shared)
    {
        Directory.CreateDirectory(shared, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new DeltaPlace(new LocalDeltaStorage(directory), shared, Guid.Parse(File.ReadAllText(BootFile)));
    }

    public static string DataOf(ulong layer) => $"{layer}.data";

    public static string LogOf(ulong layer) => $"{layer}.marks";

    public string MapOf(ulong layer) => Path.Combine(Shared, $"{layer}.map");

    public MarkIdentity Identify(Guid layer, IDeltaFile data) => new(layer, Boot, data.Identity);
}
