namespace Bothy.Volumes;

/// <summary>The volume is attached, and what was asked for needs it detached.</summary>
public sealed class VolumeBusyException(VolumeId id, string device, string need)
    : IOException($"Volume {id} is attached as {device}, and {need}. Stop the environment that uses it and try again.")
{
    public VolumeId Id { get; } = id;
}
