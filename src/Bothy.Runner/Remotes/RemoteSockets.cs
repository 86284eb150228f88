using System.Collections.Concurrent;
using System.Net.Sockets;
using Bothy.Runner.Installation;

namespace Bothy.Runner.Remotes;

/// <summary>
/// The sockets on which gits inside ask for access to their remote, each in a directory that its environment sees read-only: a runner that
/// takes over listens at the same place again.
/// </summary>
internal sealed class RemoteSockets(InstallationPaths installation, RemoteAnswers answers, TimeProvider time, CancellationToken stop)
{
    private const string SocketName = "socket";
    private const string AuthoritiesName = "authorities.pem";
    private const int Backlog = 16;
    private const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Connectable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly ConcurrentDictionary<Guid, RemoteListener> listening = new();

    /// <summary>Where the directory appears inside.</summary>
    public const string Inside = "/run/bothy/remotes";

    /// <summary>Where the certificates of an https remote appear inside, if the user gave any.</summary>
    public const string AuthoritiesInside = Inside + "/" + AuthoritiesName;

    /// <summary>The same, if they lie in an environment's directory.</summary>
    public static string? AuthoritiesOf(string directory) => File.Exists(Path.Combine(directory, AuthoritiesName)) ? AuthoritiesInside : null;

    /// <summary>Listens unless it does; returns the directory.</summary>
    /// <param name="authorities">Certificates to lay beside the socket.</param>
    public string Ensure(Guid environment, string? authorities)
    {
        var directory = installation.Remote(environment);
        Directory.CreateDirectory(directory, Everyone | UnixFileMode.UserWrite);
        if (authorities is not null)
        {
            File.WriteAllText(Path.Combine(directory, AuthoritiesName), authorities);
        }

        if (!listening.ContainsKey(environment))
        {
            listening[environment] = new RemoteListener(
                Listen(Path.Combine(directory, SocketName)), (socket, ended) => answers.ServeAsync(environment, socket, ended), time, stop);
        }

        return directory;
    }

    /// <summary>Answers nobody any more; returns when those who were being answered no longer are.</summary>
    public async Task CloseAsync(Guid environment)
    {
        if (listening.TryRemove(environment, out var listener))
        {
            await listener.DisposeAsync();
        }
    }

    /// <summary>Removes the directory of a socket that was closed.</summary>
    public void Remove(Guid environment)
    {
        var directory = installation.Remote(environment);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Socket Listen(string path)
    {
        // Bound aside and moved into place: the framework deletes the path that it bound when it closes.
        var aside = path + ".new";
        File.Delete(aside);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(aside));
            socket.Listen(Backlog);
            File.SetUnixFileMode(aside, Connectable);
            File.Move(aside, path, overwrite: true);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
