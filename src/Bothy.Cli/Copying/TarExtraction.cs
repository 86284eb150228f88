using System.Formats.Tar;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Copying;

/// <summary>
/// Unpacks a tar stream that a hostile environment may have made. Nothing is written outside the directory: no entry may climb out,
/// and none is written through a symbolic link. Special files and the set-user-id bits are left out; everything is owned by the caller.
/// </summary>
/// <param name="directory">An existing directory, absolute.</param>
/// <param name="name">Replaces the first part of every entry's path; null keeps it.</param>
internal sealed class TarExtraction(string directory, string? name)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    private readonly List<(string Path, UnixFileMode Mode)> directories = [];

    /// <summary>What was left out, and why.</summary>
    public List<string> Skipped { get; } = [];

    /// <exception cref="CliException">An entry would lie outside, or cannot be written.</exception>
    public async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var reader = new TarReader(stream, leaveOpen: true);
        while (await NextAsync(reader, cancellationToken) is { } entry)
        {
            try
            {
                await TakeAsync(entry, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new CliException($"{entry.Name} cannot be written: {error.Message}");
            }
        }

        // Last, for a directory that may not be written could not be filled.
        foreach (var (path, mode) in Enumerable.Reverse(directories))
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static async ValueTask<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            // Of a file that is not there nothing is packed; the agent says so itself.
            return null;
        }
    }

    private async Task TakeAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var path = Place(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                if (!Directory.Exists(path) || IsLink(path))
                {
                    File.Delete(path);
                    Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }

                directories.Add((path, entry.Mode & Permissions));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                File.Delete(path);
                await WriteFileAsync(entry, path, cancellationToken);
                break;
            case TarEntryType.SymbolicLink:
                File.Delete(path);
                File.CreateSymbolicLink(path, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                File.Delete(path);
                File.Copy(Place(entry.LinkName), path);
                break;
            case TarEntryType.GlobalExtendedAttributes:
                break;
            default:
                Skipped.Add($"{entry.Name}: not a file, directory or link");
                break;
        }
    }

    private static async Task WriteFileAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = entry.Mode & Permissions,
            PreallocationSize = 0,
        };
        await using (var file = new FileStream(path, options))
        {
            if (entry.DataStream is { } data)
            {
                await data.CopyToAsync(file, cancellationToken);
            }
        }

        File.SetLastWriteTimeUtc(path, entry.ModificationTime.UtcDateTime);
    }

    /// <summary>Where an entry goes: below the directory, with every directory on the way a real one.</summary>
    /// <exception cref="CliException">The entry would lie elsewhere.</exception>
    private string Place(string entryName)
    {
        var parts = entryName.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        if (parts.Length == 0 || parts.Contains("..") || parts.Any(part => part.Contains('\0', StringComparison.Ordinal)))
        {
            throw Hostile(entryName);
        }

        parts[0] = name ?? parts[0];
        var path = directory;
        for (var index = 0; index < parts.Length; index++)
        {
            path = Path.Combine(path, parts[index]);
            if (index < parts.Length - 1 && (IsLink(path) || !Directory.Exists(path)))
            {
                throw Hostile(entryName);
            }
        }

        return path;
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static CliException Hostile(string entryName) => new($"the environment sent {entryName}, which would be written elsewhere: nothing more was copied");
}
