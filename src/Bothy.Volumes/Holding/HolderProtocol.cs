namespace Bothy.Volumes.Holding;

/// <summary>How the holder is spoken to; see <c>docs/formats/holder-protocol.md</c>.</summary>
internal static class HolderProtocol
{
    public const int Version = 1;

    /// <summary>Bytes of a message.</summary>
    public const int MaximumMessage = 64 << 10;

    /// <summary>The holder's socket in the installation's directory under <c>/run/bothy</c>.</summary>
    public const string SocketName = "holder.sock";

    /// <summary>The directory beside it that names filesystems which are being frozen.</summary>
    public const string FreezesName = "freezes";
}
