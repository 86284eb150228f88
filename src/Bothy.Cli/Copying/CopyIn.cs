using System.Formats.Tar;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Copying;

/// <summary>Copies from this machine into an environment.</summary>
internal sealed class CopyIn(CopyStreams streams)
{
    /// <exception cref="CliException">There is nothing to copy, or it cannot be written.</exception>
    public async Task RunAsync(string source, CopyPath destination, CancellationToken cancellationToken)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
        if (!Path.Exists(path))
        {
            throw new CliException($"no such file or directory: {source}");
        }

        var into = destination.IsMarkedDirectory || await streams.IsDirectoryAsync(destination.Path, cancellationToken);
        var name = into ? Path.GetFileName(path) : destination.Path[(destination.Path.LastIndexOf('/') + 1)..];
        var directory = into ? destination.Path : Parent(destination.Path);
        if (name.Length == 0)
        {
            throw CliException.Usage($"{source} has no name of its own", "name the directory to be made: NAME:PATH");
        }

        await streams.UnpackAsync(directory, (stream, token) => WriteAsync(stream, path, name, token), cancellationToken);
    }

    private static string Parent(string path) => path.LastIndexOf('/') switch
    {
        < 0 => "",
        0 => "/",
        var slash => path[..slash],
    };

    private static async Task WriteAsync(Stream stream, string path, string name, CancellationToken cancellationToken)
    {
        // Not disposed before all is written: disposal writes the end, which would make a broken copy look whole.
        var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        await AddAsync(writer, path, name, cancellationToken);
        await writer.DisposeAsync();
    }

    private static async Task AddAsync(TarWriter writer, string path, string name, CancellationToken cancellationToken)
    {
        var information = new FileInfo(path);
        if (information.LinkTarget is null && Directory.Exists(path))
        {
            await writer.WriteEntryAsync(path, name + "/", cancellationToken);
            foreach (var child in Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
            {
                await AddAsync(writer, child, $"{name}/{Path.GetFileName(child)}", cancellationToken);
            }
        }
        else
        {
            await writer.WriteEntryAsync(path, name, cancellationToken);
        }
    }
}
