namespace Bothy.Volumes.Quality;

/// <summary>
/// Whether the host's disk has next to no space left. A write that finds none is lost, and the filesystem on its volume with it; so those that need
/// space wait before that, until there is some.
/// </summary>
/// <param name="free">Bytes that are left; must not allocate.</param>
/// <param name="floor">Below so many bytes there is next to none.</param>
internal sealed class HostSpace(Func<long> free, long floor = HostSpace.DefaultFloor)
{
    /// <summary>More than all volumes together write between two looks, and less than what limits of disks leave alone (<see cref="Disks.DiskOptions.HostReserve"/>).</summary>
    public const long DefaultFloor = 256L << 20;

    /// <summary>How long a write waits for space before it takes its chances.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How often one that waits looks again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const long LookMilliseconds = 50;
    private long looked = long.MinValue / 2;
    private volatile bool isShort;

    /// <summary>For a host whose space nobody watches.</summary>
    public static HostSpace Unwatched { get; } = new(static () => long.MaxValue);

    public bool IsShort
    {
        get
        {
            var now = Environment.TickCount64;
            if (now - Volatile.Read(ref looked) >= LookMilliseconds)
            {
                Volatile.Write(ref looked, now);
                try
                {
                    isShort = free() < floor;
                }
                catch (IOException)
                {
                    // What was known before holds.
                }
            }

            return isShort;
        }
    }
}
