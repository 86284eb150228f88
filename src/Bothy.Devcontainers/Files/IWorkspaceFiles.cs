namespace Bothy.Devcontainers.Files;

/// <summary>
/// The files of a repository, which may be hostile. Paths are relative to the repository's root, separated by <c>/</c>,
/// and hold no empty, <c>.</c> or <c>..</c> segment. An implementation decides how far symbolic links are followed;
/// it must not leave the repository, nor open anything but regular files.
/// </summary>
public interface IWorkspaceFiles
{
    /// <summary>Whether a regular file is there.</summary>
    bool FileExists(string path);

    /// <summary>The first <paramref name="maxBytes"/> bytes of a regular file, or all of it if it is shorter; null if none is there.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    byte[]? Read(string path, int maxBytes);

    /// <summary>Names of the directories in a directory, in any order; empty if the directory is not there.</summary>
    IReadOnlyList<string> ListDirectories(string path);
}
