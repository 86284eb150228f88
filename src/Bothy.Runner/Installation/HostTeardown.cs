using Bothy.Linux.Cgroups;
using Bothy.Linux.Mounts;
using Bothy.Volumes.Hosting;

namespace Bothy.Runner.Installation;

/// <summary>Takes off the host what belongs to the installation as a whole. Only when none of its environments runs.</summary>
public static class HostTeardown
{
    internal static void Run(InstallationPaths installation, IReadOnlyList<CgroupHierarchy> hierarchies)
    {
        var mounts = installation.Containers.Mounts;
        foreach (var mount in MountTable.Read().Where(mount => mount.Target == mounts || mount.Target.StartsWith(mounts + "/", StringComparison.Ordinal)).Reverse())
        {
            MountPoint.Detach(mount.Target, UnmountFlags.Detach);
        }

        DeleteOwn(installation.Run);

        foreach (var hierarchy in hierarchies)
        {
            CgroupDirectory.TryRemoveTree(Path.Combine(hierarchy.Path, installation.CgroupParent));
        }
    }

    /// <summary>Removes a directory that is empty or not there; leaves any other.</summary>
    public static void RemoveIfEmpty(string directory)
    {
        if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            Directory.Delete(directory);
        }
    }

    /// <summary>All but what the processes that serve volumes have there: they take away theirs.</summary>
    private static void DeleteOwn(string run)
    {
        if (!Directory.Exists(run))
        {
            return;
        }

        foreach (var directory in Directory.EnumerateDirectories(run).Where(directory => !VolumesInUse.IsOfServers(Path.GetFileName(directory))))
        {
            Directory.Delete(directory, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(run).Where(file => !VolumesInUse.IsOfServers(Path.GetFileName(file))))
        {
            File.Delete(file);
        }

        RemoveIfEmpty(run);
    }
}
