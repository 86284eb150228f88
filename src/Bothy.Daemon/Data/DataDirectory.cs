namespace Bothy.Daemon.Data;

/// <summary>Where an installation keeps its state: one directory, readable by its owner only.</summary>
internal sealed record DataDirectory(string Path)
{
    public const string Default = "/var/lib/bothy";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Held by the supervisor for as long as it lives.</summary>
    public string SupervisorLock => In("lock");

    /// <summary>The server's address, written by the server.</summary>
    public string Endpoint => In("server", "endpoint.json");

    /// <summary>Held by the named process for as long as it lives.</summary>
    public string ProcessLock(string process) => In("run", process + ".pid");

    public string Log(string process) => In("log", process + ".log");

    /// <summary>Makes what is missing. May be called at any time by any of the processes.</summary>
    /// <exception cref="DataDirectoryException">The directory cannot be made or written.</exception>
    public void Create()
    {
        try
        {
            foreach (var part in new[] { "", "server", "runner", "images", "volumes", "log", "run" })
            {
                Directory.CreateDirectory(In(part), OwnerOnly);
            }

            if (File.GetUnixFileMode(Path) != OwnerOnly)
            {
                File.SetUnixFileMode(Path, OwnerOnly);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException(
                $"The data directory {Path} cannot be used: {error.Message} Run as root, or choose another with --data or BOTHY_DATA.", error);
        }
    }

    private string In(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);
}
