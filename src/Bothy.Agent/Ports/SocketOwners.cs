using System.Globalization;
using Bothy.Agent.Init;

namespace Bothy.Agent.Ports;

/// <summary>Finds the processes that hold sockets. Looking through all descriptors is work, so what was found is remembered.</summary>
internal sealed class SocketOwners
{
    private const int MaximumAttempts = 3;

    private readonly Dictionary<long, (int Process, string Name)> owners = [];
    private readonly Dictionary<long, int> attempts = [];

    /// <summary>The owners of sockets by inode; those that cannot be seen are left out.</summary>
    public IReadOnlyDictionary<long, (int Process, string Name)> Find(IReadOnlySet<long> inodes)
    {
        foreach (var gone in owners.Where(owner => !inodes.Contains(owner.Key) || !Directory.Exists($"/proc/{owner.Value.Process}")).ToArray())
        {
            owners.Remove(gone.Key);
        }

        foreach (var gone in attempts.Keys.Where(inode => !inodes.Contains(inode)).ToArray())
        {
            attempts.Remove(gone);
        }

        var wanted = inodes.Where(inode => !owners.ContainsKey(inode) && attempts.GetValueOrDefault(inode) < MaximumAttempts).ToHashSet();
        if (wanted.Count > 0)
        {
            Search(wanted);
        }

        return owners;
    }

    private void Search(HashSet<long> wanted)
    {
        foreach (var inode in wanted)
        {
            attempts[inode] = attempts.GetValueOrDefault(inode) + 1;
        }

        foreach (var process in ProcessTree.All())
        {
            foreach (var inode in SocketsOf(process).Where(wanted.Remove))
            {
                owners[inode] = (process, ProcessTree.ReadText(process, "comm")?.TrimEnd('\n') ?? "");
                attempts.Remove(inode);
            }

            if (wanted.Count == 0)
            {
                return;
            }
        }
    }

    private static List<long> SocketsOf(int process)
    {
        var inodes = new List<long>();
        try
        {
            foreach (var descriptor in new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos())
            {
                if (descriptor.LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal)
                    && long.TryParse(target[8..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
                {
                    inodes.Add(inode);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process ended meanwhile, or is hidden from the agent.
        }

        return inodes;
    }
}
