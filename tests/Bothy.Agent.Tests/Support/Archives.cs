using System.Formats.Tar;

namespace Bothy.Agent.Tests.Support;

/// <summary>Tar archives in memory.</summary>
internal static class Archives
{
    /// <summary>An archive of executable files.</summary>
    public static byte[] Of(params (string Path, byte[] Content)[] files)
    {
        using var memory = new MemoryStream();
        using (var writer = new TarWriter(memory, leaveOpen: true))
        {
            foreach (var (path, content) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path)
                {
                    DataStream = new MemoryStream(content),
                    Mode = (UnixFileMode)Convert.ToInt32("755", 8),
                });
            }
        }

        return memory.ToArray();
    }

    /// <summary>The regular files of an archive.</summary>
    public static IReadOnlyDictionary<string, byte[]> Read(byte[] archive)
    {
        var files = new Dictionary<string, byte[]>();
        using var reader = new TarReader(new MemoryStream(archive));
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                using var content = new MemoryStream();
                entry.DataStream?.CopyTo(content);
                files[entry.Name] = content.ToArray();
            }
        }

        return files;
    }
}
