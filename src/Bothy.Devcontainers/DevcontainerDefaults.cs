using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers;

/// <summary>What holds where a repository says nothing.</summary>
public static class DevcontainerDefaults
{
    /// <summary>Where a repository is mounted: <c>/workspaces/</c> and its name, as in the reference implementation.</summary>
    /// <param name="localWorkspaceFolder">Path or name of the repository's folder.</param>
    public static string WorkspaceFolder(string localWorkspaceFolder)
    {
        var name = PosixPath.Basename(localWorkspaceFolder);
        return $"/workspaces/{(name.Length == 0 ? "workspace" : name)}";
    }
}
