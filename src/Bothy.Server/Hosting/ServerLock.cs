namespace Bothy.Server.Hosting;

/// <summary>Keeps a second server off a data directory. The kernel drops it with the process, however it ends.</summary>
internal sealed class ServerLock : IDisposable
{
    private readonly FileStream _file;

    private ServerLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Another server has it.</exception>
    public static ServerLock Take(string serverDirectory)
    {
        var path = Path.Combine(serverDirectory, "lock");
        try
        {
            // FileShare.None is flock(2) here.
            return new ServerLock(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new IOException($"Another server works on {serverDirectory}. Stop it first, or use another data directory.", taken);
        }
    }

    public void Dispose() => _file.Dispose();
}
