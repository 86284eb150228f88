namespace Bothy.Volumes.Heads;

/// <summary>Another host has taken the volume over: its latest version has a higher epoch. Nothing was changed.</summary>
public sealed class FencedException(VolumeVersion latest, long epoch)
    : IOException($"Volume {latest.Volume} was taken over: its version {latest.Number} has epoch {latest.Epoch}, and this host has epoch {epoch}. " +
        "What this host still holds can be saved as a divergent version.")
{
    /// <summary>What the other host wrote.</summary>
    public VolumeVersion Latest { get; } = latest;
}
