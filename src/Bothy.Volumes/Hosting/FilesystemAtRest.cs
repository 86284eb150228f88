using Bothy.Linux.Failpoints;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Control;
using Bothy.Volumes.Holding;

namespace Bothy.Volumes.Hosting;

/// <summary>
/// The moment of a cut in which the filesystem on the volume is at rest: written out first, then frozen for as long as the cut takes. The holder does
/// both, since whoever waits for a filesystem must not be who serves its disk. Where it does not succeed in time, the moment comes all the same, and
/// the cut holds what a power cut would leave.
/// </summary>
/// <param name="run">The installation's directory under <c>/run/bothy</c>.</param>
/// <param name="file">The volume's served file.</param>
/// <param name="longest">How long those who write may be stopped.</param>
internal sealed class FilesystemAtRest(string run, string file, TimeSpan longest, TimeProvider time) : ICutMoment
{
    public static readonly TimeSpan DefaultLongest = TimeSpan.FromSeconds(1);

    /// <summary>Nobody who writes is stopped meanwhile.</summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(20);

    /// <summary>A filesystem that took longer to write out is written out again: what was written to it meanwhile would be waited for while it is frozen.</summary>
    private static readonly TimeSpan LongWrite = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private const int MostWrites = 4;
    private HolderClient? holder;
    private bool frozen;

    public SnapshotReport Report { get; private set; } = new(AtRest: false, Problem: "The name was cut before.");

    public void Begin()
    {
        Failpoint.Hit(SnapshotFailpoints.Prepared);
        try
        {
            using var mounted = MountedFilesystem.TryOpen(file) ?? throw new IOException($"No filesystem on {file} is mounted on this host.");
            holder = HolderClient.TryConnect(run) ?? throw new IOException($"The holder of {run} does not answer.");
            WriteOut(mounted);
            Failpoint.Hit(SnapshotFailpoints.WrittenOut);
            Within(longest + Grace, () => holder.Freeze(mounted.Directory, mounted.Path, longest));
            frozen = true;
            Failpoint.Hit(SnapshotFailpoints.Frozen);
        }
        catch (IOException exception)
        {
            Report = new(AtRest: false, Problem: exception.Message);
        }
    }

    public void End()
    {
        Failpoint.Hit(SnapshotFailpoints.Taken);
        if (!frozen)
        {
            return;
        }

        try
        {
            Within(longest + Grace, () =>
            {
                var (lasted, stopped) = holder!.Thaw();
                Report = new(lasted, stopped.TotalMilliseconds, lasted ? null : $"It was frozen for {longest.TotalMilliseconds} ms, and thawed before it was cut.");
            });
        }
        catch (IOException exception)
        {
            Report = new(AtRest: false, Problem: exception.Message);
        }

        Failpoint.Hit(SnapshotFailpoints.Thawed);
    }

    /// <summary>What may still be frozen, the holder thaws.</summary>
    public void Dispose() => holder?.Dispose();

    private void WriteOut(MountedFilesystem mounted)
    {
        for (var writes = 1; writes <= MostWrites; writes++)
        {
            var start = time.GetTimestamp();
            Within(WritePatience, () => holder!.Sync(mounted.Directory, mounted.Path));
            if (time.GetElapsedTime(start) < LongWrite)
            {
                return;
            }
        }
    }

    /// <summary>Gives the holder up that does not answer in time. It thaws what it froze meanwhile.</summary>
    private void Within(TimeSpan patience, Action ask)
    {
        var late = false;
        using var timer = time.CreateTimer(
            _ =>
            {
                late = true;
                holder!.Shutdown();
            },
            null,
            patience,
            Timeout.InfiniteTimeSpan);
        try
        {
            ask();
        }
        catch (IOException exception) when (late)
        {
            throw new IOException($"The filesystem on {file} did not come to rest within {patience.TotalSeconds} s.", exception);
        }
    }
}
