namespace Bothy.Volumes.Control;

/// <summary>Limits of the protocol between the volume server and its users on the host; see <c>docs/formats/volumes-protocol.md</c>.</summary>
public static class VolumesProtocol
{
    /// <summary>The version that this program speaks. A server answers every version up to its own.</summary>
    public const int Version = 1;

    /// <summary>Bytes of a line, with its end.</summary>
    public const int MaximumLine = 1 << 20;

    /// <summary>The server's socket in the installation's directory under <c>/run/bothy</c>.</summary>
    public const string SocketName = "volumes.sock";
}
