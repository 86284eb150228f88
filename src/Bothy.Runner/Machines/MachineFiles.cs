using System.Net;
using Bothy.Linux.Paths;
using Bothy.Linux.Tools;
using Bothy.Runner.Network;

namespace Bothy.Runner.Machines;

/// <summary>
/// The top directories of an environment's disk. Ids on it count from 0, and nothing inside ever sees this level itself: only the
/// directories and files below it, bound into place.
/// </summary>
internal static class MachineFiles
{
    public const string Upper = "upper";
    public const string Work = "work";
    public const string Workspaces = "workspaces";

    /// <summary>Directories of the disk that replace directories of the image, by the path they appear at.</summary>
    public static readonly IReadOnlyDictionary<string, string> Directories = new Dictionary<string, string>
    {
        ["/workspaces"] = Workspaces,
        ["/home"] = "home",
        ["/root"] = "root",
        ["/var/lib/docker"] = "docker",
        ["/var/lib/containers"] = "containers",
    };

    /// <summary>Files that say where the machine is, by the path they appear at.</summary>
    public static readonly IReadOnlyDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["/etc/resolv.conf"] = "etc/resolv.conf",
        ["/etc/hosts"] = "etc/hosts",
        ["/etc/hostname"] = "etc/hostname",
    };

    private static readonly string[] CopiedFromImage = ["/home", "/root"];

    /// <summary>Makes the directories and files; those that exist stay as they are, except the resolver's.</summary>
    /// <param name="gateway">The environment's gateway, where names are asked for if the host has no server that it can reach.</param>
    public static void Ensure(string disk, string hostname, IPAddress gateway)
    {
        foreach (var directory in (string[])[Upper, Work, "etc", .. Directories.Values])
        {
            Directory.CreateDirectory(Path.Combine(disk, directory));
        }

        File.SetUnixFileMode(Path.Combine(disk, "root"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(disk, Files["/etc/resolv.conf"]), Resolvers.Configuration(gateway));
        WriteOnce(Path.Combine(disk, Files["/etc/hostname"]), hostname + "\n");
        WriteOnce(
            Path.Combine(disk, Files["/etc/hosts"]),
            $"127.0.0.1\tlocalhost\n127.0.1.1\t{hostname}\n::1\tlocalhost ip6-localhost ip6-loopback\n");
    }

    /// <summary>Copies the image's home directories to the disk, which hides them. Half a copy is completed by the next call.</summary>
    public static async Task CopyHomesAsync(string image, string disk, CancellationToken cancellationToken)
    {
        foreach (var path in CopiedFromImage)
        {
            var source = image + path;

            // An image may have a link there, and it may lead anywhere.
            if (FileStatus.Of(source) is { IsDirectory: true } && Directory.EnumerateFileSystemEntries(source).Any())
            {
                await Tool.RunAsync(
                    "cp", ["--archive", "--no-target-directory", source, Path.Combine(disk, Directories[path])], null, cancellationToken);
            }
        }
    }

    /// <summary>Gives the machine another name than the environment's, in the files that say it.</summary>
    public static void Rename(string disk, string hostname)
    {
        var file = Path.Combine(disk, Files["/etc/hostname"]);
        var before = File.ReadAllText(file).Trim();
        if (before != hostname)
        {
            var hosts = Path.Combine(disk, Files["/etc/hosts"]);
            File.WriteAllText(hosts, File.ReadAllText(hosts).Replace($"127.0.1.1\t{before}\n", $"127.0.1.1\t{hostname}\n", StringComparison.Ordinal));
            File.WriteAllText(file, hostname + "\n");
        }
    }

    private static void WriteOnce(string path, string content)
    {
        if (!File.Exists(path))
        {
            File.WriteAllText(path, content);
        }
    }
}
