using Bothy.Linux.Tools;

namespace Bothy.Linux.Paths;

/// <summary>
/// Directories with whatever somebody else put there. Names that are no text, and paths longer than one system call takes, are beyond the framework's own
/// <see cref="Directory.Delete(string, bool)"/>.
/// </summary>
public static class DirectoryTree
{
    /// <summary>Deletes a directory and all in it, without following symbolic links or entering what is mounted there; does nothing where there is none.</summary>
    /// <exception cref="ToolException">Something in it could not be deleted, or something is mounted in it.</exception>
    public static async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        if (FileStatus.Of(path) is not null)
        {
            await Tool.RunAsync("rm", ["--recursive", "--force", "--one-file-system", "--", path], null, cancellationToken);
        }
    }
}
