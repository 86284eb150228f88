using Bothy.Cli.Errors;

namespace Bothy.Cli.Content;

/// <summary>Reads keys and the like from the user's files.</summary>
internal static class CredentialFile
{
    private const int MaximumBytes = 64 * 1024;

    /// <summary>The file's text; null for no file.</summary>
    /// <exception cref="CliException">The file cannot be read, or is too large for what it should be.</exception>
    public static string? Read(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            return new FileInfo(path).Length <= MaximumBytes
                ? File.ReadAllText(path)
                : throw new CliException($"{path} is larger than {MaximumBytes / 1024} KiB: it is not a key", "name the private key's own file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read: {error.Message}", "name a file that you can read");
        }
    }
}
