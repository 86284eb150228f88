using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Cli.Output;

namespace Bothy.Cli.Copying;

/// <summary>Copies out of an environment to this machine.</summary>
internal sealed class CopyOut(CopyStreams streams, CliHost host)
{
    /// <param name="destination"><c>-</c> writes the tar stream itself to standard output.</param>
    /// <exception cref="CliException">There is nothing to copy, or it cannot be written.</exception>
    public Task RunAsync(CopyPath source, string destination, CancellationToken cancellationToken)
    {
        if (destination == "-")
        {
            return streams.PackAsync(source.Path, (stream, token) => stream.CopyToAsync(host.OutBytes, token), cancellationToken);
        }

        var isDirectory = Directory.Exists(destination);
        if (!isDirectory && destination.EndsWith('/'))
        {
            throw new CliException($"no such directory: {destination}", "make it first, or leave out the / at the end");
        }

        // Into a directory, or under the name that was given.
        var directory = Path.GetFullPath(isDirectory ? destination : Path.GetDirectoryName(Path.GetFullPath(destination))!);
        var name = isDirectory ? null : Path.GetFileName(destination);
        if (!Directory.Exists(directory))
        {
            throw new CliException($"no such directory: {directory}", "make it first");
        }

        var extraction = new TarExtraction(directory, name);
        return ExtractAsync(source, extraction, cancellationToken);
    }

    private async Task ExtractAsync(CopyPath source, TarExtraction extraction, CancellationToken cancellationToken)
    {
        await streams.PackAsync(source.Path, extraction.RunAsync, cancellationToken);
        foreach (var skipped in extraction.Skipped)
        {
            host.Error.WriteLine($"bothy: left out {Printable.Line(skipped)}");
        }
    }
}
