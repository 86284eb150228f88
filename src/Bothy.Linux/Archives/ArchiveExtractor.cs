using System.Formats.Tar;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Archives;

/// <summary>
/// Unpacks a tar stream that somebody hostile may have made. Nothing is made outside of the destination: <c>..</c> is refused, and no symbolic
/// link is followed, whether the archive made it or it was there before. Owners are those of the process; set-user-id bits are dropped; devices,
/// pipes and sockets are left out.
/// </summary>
public sealed class ArchiveExtractor : IDisposable
{
    private const UnixFileMode PermissionBits = (UnixFileMode)0x1FF;

    private readonly DirectoryAt root;
    private readonly Action<string> notice;
    private readonly Dictionary<string, (UnixFileMode Mode, DateTimeOffset Modified)> directories = new(StringComparer.Ordinal);

    private ArchiveExtractor(DirectoryAt root, Action<string> notice) => (this.root, this.notice) = (root, notice);

    /// <summary>Unpacks into a directory, which is made if missing.</summary>
    /// <param name="archive">Read to its end.</param>
    /// <param name="destination">A path that the caller trusts.</param>
    /// <param name="notice">Told, for people, what was left out.</param>
    /// <exception cref="ArchiveException">The archive is broken, or an entry cannot be made; what came before it stays.</exception>
    public static void Extract(Stream archive, string destination, Action<string> notice)
    {
        Directory.CreateDirectory(destination);
        using var extractor = new ArchiveExtractor(DirectoryAt.Open(destination), notice);
        try
        {
            using var reader = new TarReader(archive, leaveOpen: true);
            while (reader.GetNextEntry() is { } entry)
            {
                extractor.Make(entry);
            }

            extractor.FinishDirectories();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or NotSupportedException or EndOfStreamException)
        {
            throw new ArchiveException($"The archive is not a valid tar stream: {exception.Message}", exception);
        }

        // Whoever sends the archive is not kept waiting at its padding.
        archive.CopyTo(Stream.Null);
    }

    public void Dispose() => root.Dispose();

    private void Make(TarEntry entry)
    {
        var components = ArchivePath.Split(entry.Name);
        try
        {
            if (components.Length == 0)
            {
                return;
            }

            if (entry.EntryType == TarEntryType.Directory)
            {
                if (!Exists(components))
                {
                    directories[string.Join('/', components)] = (entry.Mode & PermissionBits, entry.ModificationTime);
                }

                OpenOrMake(components).Dispose();
                return;
            }

            using var parent = OpenOrMake(components[..^1]);
            MakeIn(parent, components[^1], entry);
        }
        catch (LinuxException exception)
        {
            throw new ArchiveException($"Cannot make {entry.Name}: {Explain(exception)}", exception);
        }
    }

    private void MakeIn(DirectoryAt parent, string name, TarEntry entry)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                parent.Remove(name);
                using (var handle = parent.CreateFile(name))
                {
                    using var file = new FileStream(handle, FileAccess.Write, bufferSize: 0);
                    entry.DataStream?.CopyTo(file);
                    DirectoryAt.SetAttributes(handle, (uint)(entry.Mode & PermissionBits), entry.ModificationTime);
                }

                break;
            case TarEntryType.SymbolicLink:
                parent.Remove(name);
                parent.MakeSymbolicLink(name, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                var target = ArchivePath.Split(entry.LinkName);
                if (target.Length == 0)
                {
                    throw new ArchiveException($"{entry.Name} is a link to nothing.");
                }

                using (var directory = OpenOrMake(target[..^1]))
                {
                    parent.Remove(name);
                    parent.MakeHardLink(name, directory, target[^1]);
                }

                break;
            default:
                notice($"left out {entry.Name}: a {entry.EntryType} is not copied");
                break;
        }
    }

    private bool Exists(string[] components)
    {
        var directory = root;
        try
        {
            foreach (var component in components)
            {
                var next = directory.OpenDirectory(component);
                Close(directory);
                if (next is null)
                {
                    return false;
                }

                directory = next;
            }

            return true;
        }
        finally
        {
            Close(directory);
        }
    }

    private DirectoryAt OpenOrMake(string[] components)
    {
        var directory = root.OpenDirectory(".")!;
        foreach (var component in components)
        {
            var next = directory.OpenDirectory(component);
            if (next is null)
            {
                directory.MakeDirectory(component);
                next = directory.OpenDirectory(component)!;
                next.SetAttributes(0x1ED, TimeProvider.System.GetUtcNow());
            }

            directory.Dispose();
            directory = next;
        }

        return directory;
    }

    /// <summary>Directories get their modes last, inner ones first: one may be read-only, and making entries changes its time.</summary>
    private void FinishDirectories()
    {
        foreach (var (path, (mode, modified)) in directories.OrderByDescending(entry => entry.Key, StringComparer.Ordinal))
        {
            using var directory = OpenOrMake(path.Split('/'));
            directory.SetAttributes((uint)mode, modified);
        }
    }

    private void Close(DirectoryAt directory)
    {
        if (directory != root)
        {
            directory.Dispose();
        }
    }

    private static string Explain(LinuxException exception) => exception.Errno switch
    {
        Errno.ENOTDIR or Errno.ELOOP => $"'{exception.Subject}' is there already and is not a directory (symbolic links are not followed)",
        Errno.ENOTEMPTY => "a directory with entries is in its place",
        Errno.EACCES or Errno.EPERM => "permission denied",
        Errno.ENOSPC => "the disk is full",
        _ => exception.Message,
    };
}
