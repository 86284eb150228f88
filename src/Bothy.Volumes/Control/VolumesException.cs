namespace Bothy.Volumes.Control;

/// <summary>The volume server did not do what was asked.</summary>
public sealed class VolumesException(VolumesReason reason, string message, Exception? cause = null) : IOException(message, cause)
{
    public VolumesReason Reason { get; } = reason;
}
