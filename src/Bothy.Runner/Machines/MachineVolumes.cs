using Bothy.Devcontainers.Machines;
using Bothy.Linux.Paths;
using Bothy.Linux.Tools;

namespace Bothy.Runner.Machines;

/// <summary>The named volumes of an environment: directories of its disk, which nothing inside sees but where they are mounted.</summary>
internal static class MachineVolumes
{
    private const string Top = "volumes";

    /// <summary>A volume's place on the disk.</summary>
    public static string OnDisk(string name) => $"{Top}/{name}";

    /// <summary>
    /// Makes the volumes that are not there yet. A new one begins with what the image has at its target, as with Docker; where that is nothing, it
    /// belongs to the remote user. Half of one is begun anew.
    /// </summary>
    public static async Task EnsureAsync(string disk, string image, MachinePlan plan, CancellationToken cancellationToken)
    {
        foreach (var volume in plan.Demands.Mounts.OfType<MachineMount.Volume>())
        {
            var directory = Path.Combine(disk, OnDisk(volume.Name));
            if (Directory.Exists(directory))
            {
                continue;
            }

            // No volume's name begins with a dot.
            var unfinished = Path.Combine(disk, Top, ".new");
            await DirectoryTree.DeleteAsync(unfinished, cancellationToken);
            Directory.CreateDirectory(unfinished);
            if (FindInImage(image, volume.Target) is { } source)
            {
                await Tool.RunAsync("cp", ["--archive", "--no-target-directory", source, unfinished], null, cancellationToken);
            }
            else
            {
                await Tool.RunAsync("chown", [$"{plan.RemoteUser.Id}:{plan.RemoteUser.Group}", unfinished], null, cancellationToken);
            }

            Directory.Move(unfinished, directory);
        }
    }

    /// <summary>The image's directory at a path, unless a link, which may lead anywhere, is on the way. The image does not change.</summary>
    private static string? FindInImage(string image, string target)
    {
        var path = image;
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            if (FileStatus.Of(path) is not { IsDirectory: true })
            {
                return null;
            }
        }

        return path;
    }
}
