using Bothy.Devcontainers.Files;
using Bothy.Runner.Records;

namespace Bothy.Runner.Environments;

/// <summary>A repository as far as its configuration was kept: that one file, or none.</summary>
internal sealed class KeptWorkspaceFiles(StartRecord kept) : IWorkspaceFiles
{
    public bool FileExists(string path) => path == kept.Path;

    public byte[]? Read(string path, int maxBytes) => FileExists(path) ? kept.Configuration : null;

    public IReadOnlyList<string> ListDirectories(string path) => [];
}
