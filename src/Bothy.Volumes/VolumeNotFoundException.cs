namespace Bothy.Volumes;

/// <summary>There is no such volume on this host.</summary>
public sealed class VolumeNotFoundException(VolumeId id, string directory)
    : IOException($"There is no volume {id} in {directory}.")
{
    public VolumeId Id { get; } = id;
}
