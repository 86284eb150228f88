namespace Bothy.Sandboxes.Containers.Oci;

/// <summary>
/// Limits of a container's processes. The runtime gets them itself and hands them down: it could not set them from outside, because the user
/// namespace belongs to another user, and the capability for that may be missing even for the host's root.
/// </summary>
internal static class HostLimits
{
    private const ulong Wanted = 1_048_576;

    /// <summary>Open files a process of an environment may have: what is customary, or this process's own hard limit if that is less.</summary>
    public static ulong OpenFiles { get; } = Read();

    /// <summary>Command line that starts the runtime with the limits: no core dumps, which would land on the host.</summary>
    public static IReadOnlyList<string> Wrap(IReadOnlyList<string> command) =>
        ["prlimit", $"--nofile={OpenFiles}:{OpenFiles}", "--core=0:0", "--", .. command];

    private static ulong Read()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return ulong.TryParse(hard, out var limit) ? Math.Min(limit, Wanted) : Wanted;
    }
}
