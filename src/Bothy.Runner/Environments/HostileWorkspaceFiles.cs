using Bothy.Devcontainers.Files;
using Bothy.Linux.Paths;

namespace Bothy.Runner.Environments;

/// <summary>
/// A workspace folder read from the host: whatever links lie in it, nothing outside it is ever opened. A link that leads out is a file that is there and cannot be
/// read, so that nobody wonders why it has no effect.
/// </summary>
internal sealed class HostileWorkspaceFiles(SafeDirectory folder) : IWorkspaceFiles
{
    public bool FileExists(string path) => folder.HasFile(path) || folder.LeadsOut(path);

    public byte[]? Read(string path, int maxBytes) => folder.ReadFile(path, maxBytes)
        ?? (folder.LeadsOut(path)
            ? throw new IOException($"{path} leads out of the repository through a symbolic link, and only the repository's own files are read. Put a file in its place.")
            : null);

    public IReadOnlyList<string> ListDirectories(string path) => folder.ListDirectories(path);
}
