namespace Bothy.Volumes.Catalogs;

/// <summary>Where the marks of a volume lie in shared memory: below <c>/run</c> where that is memory, as it is with systemd; else in <c>/dev/shm</c>.</summary>
internal static class MarksDirectory
{
    private const string Memory = "tmpfs";
    private const string SharedMemory = "/dev/shm";

    /// <param name="run">The installation's directory under <c>/run/bothy</c>.</param>
    public static string Of(string run, VolumeId id) => IsMemory(run) || !IsMemory(SharedMemory)
        ? Path.Combine(run, $"marks-{id}")
        : Path.Combine(SharedMemory, $"bothy-{Path.GetFileName(run)}-{id}");

    public static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static bool IsMemory(string directory) => Directory.Exists(directory) && new DriveInfo(directory).DriveFormat == Memory;
}
