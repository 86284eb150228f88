using Bothy.Linux.Mounts;

namespace Bothy.Runner.Installation;

/// <summary>The directories below <c>/run</c> that the installation needs; made again after a reboot.</summary>
internal static class HostDirectories
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Traversable =
        Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static void Ensure(InstallationPaths installation)
    {
        Directory.CreateDirectory(InstallationPaths.HostRun, Traversable);
        Directory.CreateDirectory(installation.Containers.Stage, Traversable);
        Directory.CreateDirectory(InstallationPaths.Slots, Private);
        Directory.CreateDirectory(installation.Run, Private);
        Directory.CreateDirectory(installation.Sockets, Traversable);
        var mounts = Directory.CreateDirectory(installation.Containers.Mounts, Private).FullName;

        // A mount point of its own: a start takes all of it out of the container's sight with one call. In memory, so that secrets may lie there.
        if (MountTable.Find(mounts) is null)
        {
            MountPoint.Attach("bothy", mounts, "tmpfs", MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec, "mode=0700,size=16m");
            MountPoint.MakePrivate(mounts);
        }

        // What a killed runner left there is nobody's any more.
        if (Directory.Exists(Secrets(installation)))
        {
            Directory.Delete(Secrets(installation), recursive: true);
        }

        Directory.CreateDirectory(Secrets(installation), Private);
    }

    /// <summary>A directory in memory for what must not reach a disk.</summary>
    public static string Secrets(InstallationPaths installation) => Path.Combine(installation.Containers.Mounts, "secrets");
}
