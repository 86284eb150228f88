using Bothy.Linux.Mounts;
using Bothy.Linux.Namespaces;
using Bothy.Runner.Installation;
using Bothy.Runner.Slots;

namespace Bothy.Runner.Network;

/// <summary>
/// The user and network namespace of each environment, made before anything runs in them and held by a bind mount: the
/// environment's root owns its network, and it can be set up beside the disk.
/// </summary>
internal sealed class NetworkNamespaces(InstallationPaths installation)
{
    private const string Network = "net";
    private const string User = "user";

    public string NetworkPath(Slot slot) => Path.Combine(installation.Namespaces, $"{slot}.{Network}");

    public string UserPath(Slot slot) => Path.Combine(installation.Namespaces, $"{slot}.{User}");

    /// <summary>Makes the pair unless it exists.</summary>
    public async Task EnsureAsync(Slot slot, CancellationToken cancellationToken)
    {
        if (IsHeld(NetworkPath(slot)) && IsHeld(UserPath(slot)))
        {
            return;
        }

        Remove(slot);
        IdMapExtent[] wholeRange = [new(0, slot.Ids.First, slot.Ids.Length)];
        await using var holder = await NamespaceHolder.StartAsync(wholeRange, wholeRange, network: true, owner: slot.Ids.First, cancellationToken);
        Hold(holder.UserPath, UserPath(slot));
        Hold(holder.NetworkPath, NetworkPath(slot));
    }

    /// <summary>Lets go of the pair; the kernel frees it with the last process in it, and the link with it.</summary>
    public void Remove(Slot slot)
    {
        foreach (var path in (string[])[NetworkPath(slot), UserPath(slot)])
        {
            while (MountPoint.Detach(path, UnmountFlags.Detach))
            {
            }

            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Slots that have a namespace of this installation, whole or in part.</summary>
    public IReadOnlySet<Slot> List() =>
        Directory.Exists(installation.Namespaces)
            ? Directory.EnumerateFiles(installation.Namespaces)
                .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), out var slot) ? slot : -1)
                .Where(slot => slot >= 0)
                .Select(slot => new Slot(slot))
                .ToHashSet()
            : new HashSet<Slot>();

    private static bool IsHeld(string path) => MountTable.Find(path) is { Type: "nsfs" };

    private static void Hold(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllBytes(target, []);
        MountPoint.Bind(source, target);
    }
}
