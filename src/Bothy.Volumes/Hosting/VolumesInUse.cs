using Bothy.Volumes.Holding;

namespace Bothy.Volumes.Hosting;

/// <summary>Tells whoever stops processes whether volume server and holder are needed: environments lose their disks without them.</summary>
public static class VolumesInUse
{
    /// <summary>True while a volume is attached.</summary>
    /// <param name="run">The installation's directory under <c>/run/bothy</c>.</param>
    public static bool Any(string run) => File.Exists(MarkIn(run));

    /// <summary>True for what volume server and holder have in that directory.</summary>
    public static bool IsOfServers(string name) =>
        name is "attachments.json" or HolderProtocol.FreezesName || name.StartsWith("volumes", StringComparison.Ordinal) || name.StartsWith("marks-", StringComparison.Ordinal) || name.StartsWith(HolderProtocol.SocketName, StringComparison.Ordinal);

    /// <summary>True when server and holder are there and the holder has what the next server would need: either may end now.</summary>
    public static bool AreSafe(string run)
    {
        using var holder = HolderClient.TryConnect(run);
        return holder?.Has(HolderLink.Name) == true && File.Exists(new RunPaths(run).Socket);
    }

    internal static string MarkIn(string run) => Path.Combine(run, "attachments.json");
}
