namespace Bothy.Devcontainers.Files;

/// <summary>
/// A directory as it is, for trees the caller trusts as much as itself: symbolic links are followed wherever they lead.
/// A runner, which reads as root what others wrote, needs an implementation that stays inside the directory.
/// </summary>
/// <param name="root">Path of the repository's root.</param>
public sealed class DirectoryWorkspaceFiles(string root) : IWorkspaceFiles
{
    public bool FileExists(string path) => File.Exists(Path.Combine(root, path));

    public byte[]? Read(string path, int maxBytes)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(root, path));
            var buffer = new byte[(int)Math.Min(maxBytes, Math.Max(stream.Length, 0))];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length == buffer.Length ? buffer : buffer[..length];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The file {path} cannot be read: {exception.Message}", exception);
        }
    }

    public IReadOnlyList<string> ListDirectories(string path)
    {
        var directory = new DirectoryInfo(Path.Combine(root, path));
        return directory.Exists ? [.. directory.EnumerateDirectories().Select(child => child.Name)] : [];
    }
}
