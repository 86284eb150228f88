using Bothy.Devcontainers.Files;

namespace Bothy.Runner.Environments;

/// <summary>Workspace files that keep what was last read of them.</summary>
internal sealed class NotedWorkspaceFiles(IWorkspaceFiles files) : IWorkspaceFiles
{
    /// <summary>Empty before anything is read.</summary>
    public byte[] LastRead { get; private set; } = [];

    public bool FileExists(string path) => files.FileExists(path);

    public byte[]? Read(string path, int maxBytes)
    {
        var content = files.Read(path, maxBytes);
        LastRead = content ?? [];
        return content;
    }

    public IReadOnlyList<string> ListDirectories(string path) => files.ListDirectories(path);
}
