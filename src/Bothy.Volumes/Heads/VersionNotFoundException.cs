namespace Bothy.Volumes.Heads;

/// <summary>The volume has no version in that store.</summary>
public sealed class VersionNotFoundException(VolumeId volume, string store) : IOException($"There is no version of volume {volume} in {store}.")
{
    public VolumeId Volume { get; } = volume;
}
