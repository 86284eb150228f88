using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Bothy.Devcontainers.Binding;
using Bothy.Devcontainers.Model;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Machines;

/// <summary>Which mounts a repository may ask for: whatever lies on the environment's own disk or in its own memory, and nothing of the host.</summary>
internal static partial class MountRules
{
    /// <returns>The mount, or why there is none.</returns>
    public static (MachineMount? Mount, string? Refusal) Judge(MountRequest request, MergedConfiguration configuration)
    {
        if (string.IsNullOrEmpty(request.Target) || !PosixPath.IsCleanAbsolute(request.Target))
        {
            return (null, "its target is not an absolute path without \"..\"");
        }

        var target = PosixPath.Normalize(request.Target);
        if (WorkspaceFolders.IsTaken(target))
        {
            return (null, "its target is a folder of the system");
        }

        if (PosixPath.IsWithin(configuration.ContentFolder, target))
        {
            return (null, "it would hide the repository");
        }

        return request.Type switch
        {
            "tmpfs" => (new MachineMount.Memory(target, request.TmpfsBytes, request.TmpfsMode ?? "1777"), null),
            "bind" => Bind(target, request.Source ?? "", configuration),
            "volume" or null or "" => Volume(target, request.Source),
            _ => (null, "mounts are of type volume, tmpfs or bind"),
        };
    }

    private static (MachineMount?, string?) Volume(string target, string? source)
    {
        if (string.IsNullOrEmpty(source))
        {
            return (new MachineMount.Volume(target, $"unnamed-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)).AsSpan(0, 8))}"), null);
        }

        return VolumeName().IsMatch(source)
            ? (new MachineMount.Volume(target, source), null)
            : (null, "a volume's name has letters, digits, _, . and -, at most 128, and begins with a letter or digit");
    }

    private static (MachineMount?, string?) Bind(string target, string source, MergedConfiguration configuration)
    {
        if (source.TrimEnd('/') == configuration.LocalWorkspaceFolder.TrimEnd('/'))
        {
            return (new MachineMount.Repository(target), null);
        }

        return (null, source.EndsWith("docker.sock", StringComparison.Ordinal)
            ? "whoever has the host's Docker is the host's root; install Docker in the environment instead, it works there"
            : "files of the host are not handed to repositories; copy in what is needed, or use a volume");
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex VolumeName();
}
