using System.Text;

namespace Bothy.Daemon.Logs;

/// <summary>The end of a log, for an error message.</summary>
internal static class LogTail
{
    private const int Bytes = 16 * 1024;

    public static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>The last lines that were written after the file had <paramref name="from"/> bytes.</summary>
    public static IReadOnlyList<string> Read(string path, long from, int lines)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(from <= file.Length ? from : 0, file.Length - Bytes);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines).ToList();
    }
}
