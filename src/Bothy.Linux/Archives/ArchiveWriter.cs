using System.Formats.Tar;
using Bothy.Linux.Paths;

namespace Bothy.Linux.Archives;

/// <summary>Packs a file or a directory into a tar stream. Symbolic links inside are packed as links; devices, pipes and sockets are left out.</summary>
public static class ArchiveWriter
{
    /// <summary>Packs <paramref name="path"/>.</summary>
    /// <param name="path">A file or directory; a symbolic link is followed here and nowhere else.</param>
    /// <param name="rootName">What every entry's name begins with.</param>
    /// <param name="output">Gets the archive; stays open.</param>
    /// <param name="notice">Told, for people, what was left out.</param>
    /// <exception cref="ArchiveException">There is nothing at the path.</exception>
    public static void Write(string path, string rootName, Stream output, Action<string> notice)
    {
        using var writer = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        if (Directory.Exists(path))
        {
            WriteDirectory(writer, new DirectoryInfo(path), rootName, notice);
        }
        else if (File.Exists(path))
        {
            var file = new FileInfo(path);
            WriteFile(writer, file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file, rootName, notice);
        }
        else
        {
            throw new ArchiveException($"There is no file or directory {path}, or it cannot be seen.");
        }
    }

    private static void WriteDirectory(TarWriter writer, DirectoryInfo directory, string name, Action<string> notice)
    {
        writer.WriteEntry(Describe(TarEntryType.Directory, name + "/", directory));
        FileSystemInfo[] entries;
        try
        {
            entries = directory.GetFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false });
        }
        catch (UnauthorizedAccessException)
        {
            notice($"left out the content of {directory.FullName}: permission denied");
            return;
        }

        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            WriteEntry(writer, entry, $"{name}/{entry.Name}", notice);
        }
    }

    private static void WriteEntry(TarWriter writer, FileSystemInfo entry, string name, Action<string> notice)
    {
        switch (FileStatus.Of(entry.FullName))
        {
            case { IsSymbolicLink: true }:
                var link = Describe(TarEntryType.SymbolicLink, name, entry);
                link.LinkName = entry.LinkTarget ?? "";
                writer.WriteEntry(link);
                break;
            case { IsDirectory: true }:
                WriteDirectory(writer, new DirectoryInfo(entry.FullName), name, notice);
                break;
            case { IsRegular: true }:
                WriteFile(writer, new FileInfo(entry.FullName), name, notice);
                break;
            case not null:
                notice($"left out {entry.FullName}: it is a device, a pipe or a socket");
                break;
        }
    }

    private static void WriteFile(TarWriter writer, FileInfo file, string name, Action<string> notice)
    {
        try
        {
            using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var entry = Describe(TarEntryType.RegularFile, name, file);
            entry.DataStream = new FixedLengthStream(content, content.Length);
            writer.WriteEntry(entry);
        }
        catch (UnauthorizedAccessException)
        {
            notice($"left out {file.FullName}: permission denied");
        }
    }

    private static PaxTarEntry Describe(TarEntryType type, string name, FileSystemInfo info) => new(type, name)
    {
        Mode = info.LinkTarget is null ? info.UnixFileMode : (UnixFileMode)0x1FF,
        ModificationTime = info.LastWriteTimeUtc,
    };
}
