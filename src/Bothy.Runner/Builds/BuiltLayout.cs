using Bothy.Linux.Paths;
using Bothy.Runner.Failing;

namespace Bothy.Runner.Builds;

/// <summary>
/// What a build's sandbox left, before the host's root reads it: nothing but files and directories, so that no link leads out and no pipe
/// holds the reader up. The sandbox has ended; nobody changes it any more.
/// </summary>
internal static class BuiltLayout
{
    private const int MostFiles = 4096;

    /// <exception cref="EnvironmentFault">It is something else.</exception>
    public static void Check(string layout)
    {
        if (FileStatus.Of(layout) is not { IsDirectory: true })
        {
            throw Refused("it left no image");
        }

        var left = MostFiles;
        Check(layout, ref left);
    }

    private static void Check(string directory, ref int left)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(directory))
        {
            var status = FileStatus.Of(path);
            if (--left < 0 || status is not ({ IsDirectory: true } or { IsRegular: true }))
            {
                throw Refused("what it left is not an image");
            }

            if (status is { IsDirectory: true })
            {
                Check(path, ref left);
            }
        }
    }

    private static EnvironmentFault Refused(string what) => new("image", "BuildOutputInvalid", $"The build ended well, but {what}.", retry: false);
}
