using System.Net.Sockets;

namespace Bothy.Runner.Machines;

/// <summary>
/// The socket that an agent listens on. It is made here, in a directory that only the host's root enters, and handed to the agent as a
/// descriptor: nothing inside can put anything in its place.
/// </summary>
internal static class AgentSocket
{
    private const int Backlog = 64;

    /// <summary>Binds and listens; a socket left there by an earlier machine is replaced.</summary>
    public static Socket Listen(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Bound aside and moved into place: the framework deletes the path that it bound when it closes its copy.
        var aside = path + ".new";
        File.Delete(aside);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(aside));
            socket.Listen(Backlog);
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
