using Bothy.Linux.Errors;
using Bothy.Linux.Paths;
using Bothy.Runner.Failing;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;

namespace Bothy.Runner.Environments;

/// <summary>The folder of an environment's content, opened to be read by the host: as hostile as whoever is root inside.</summary>
internal static class WorkspaceFolder
{
    /// <exception cref="EnvironmentFault">It is gone, or leads out of the workspaces.</exception>
    public static SafeDirectory Open(EnvironmentSite site, EnvironmentRecord record)
    {
        if (site.Spec.Content.Directory is { } directory)
        {
            return SafeDirectory.Open(directory.Path);
        }

        var folder = record.Content!.Folder;
        using var workspaces = SafeDirectory.Open(Path.Combine(site.Disk, MachineFiles.Workspaces));
        try
        {
            return workspaces.OpenDirectory(folder);
        }
        catch (LinuxException exception) when (exception.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV)
        {
            throw NotThere(folder, exception);
        }
    }

    /// <summary>Whether it is a directory itself, and can be bound: what is bound follows links wherever they lead.</summary>
    public static bool IsPlain(string disk, string folder)
    {
        using var workspaces = SafeDirectory.Open(Path.Combine(disk, MachineFiles.Workspaces));
        return workspaces.HasPlain(folder) && FileStatus.Of(Path.Combine(disk, MachineFiles.Workspaces, folder)) is { IsDirectory: true };
    }

    /// <exception cref="EnvironmentFault">It is not a directory itself.</exception>
    public static void MustBePlain(EnvironmentSite site, EnvironmentRecord record)
    {
        if (site.Spec.Content.Directory is null && !IsPlain(site.Disk, record.Content!.Folder))
        {
            throw NotThere(record.Content.Folder, null);
        }
    }

    private static EnvironmentFault NotThere(string folder, Exception? cause) => new(
        "content", "FolderMissing", $"/workspaces/{folder} is gone, or a link that leads out of /workspaces. Put the directory back.", retry: true, cause);
}
