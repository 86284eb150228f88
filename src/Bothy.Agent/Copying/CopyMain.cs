using Bothy.Api.Agents.Messages;
using Bothy.Linux.Archives;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Copying;

/// <summary>
/// The copier: the agent's program in a process of its own with a user's rights, so that files are read and written as that user would, and a
/// hostile archive meets nobody else.
/// </summary>
internal static class CopyMain
{
    /// <summary>Unpacks standard input into a directory; returns the exit code.</summary>
    public static int Unpack(string path) => Run(() =>
    {
        using var input = Standard(0, FileAccess.Read);
        ArchiveExtractor.Extract(input, path, Say);
    });

    /// <summary>Packs a file or directory to standard output; returns the exit code.</summary>
    public static int Pack(string path) => Run(() =>
    {
        using var output = Standard(1, FileAccess.Write);
        using var buffered = new BufferedStream(output, 64 * 1024);
        var full = Path.GetFullPath(path);
        ArchiveWriter.Write(full, Path.GetFileName(full) is { Length: > 0 } name ? name : ".", buffered, Say);
    });

    /// <summary>The operation that an argument names, if it is one.</summary>
    public static Func<string, int>? For(string operation) => operation switch
    {
        AgentOperation.CopyIn => Unpack,
        AgentOperation.CopyOut => Pack,
        _ => null,
    };

    private static int Run(Action copy)
    {
        try
        {
            copy();
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Say(exception.Message);
            return 1;
        }
    }

    private static FileStream Standard(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);

    private static void Say(string message) => Console.Error.WriteLine($"bothy: {message}");
}
