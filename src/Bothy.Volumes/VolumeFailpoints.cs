namespace Bothy.Volumes;

/// <summary>Step boundaries at which tests kill the process.</summary>
internal static class VolumeFailpoints
{
    public const string FileMade = "volume.file-made";
    public const string Filled = "volume.filled";
    public const string Published = "volume.published";
    public const string Attached = "volume.attached";
    public const string Copied = "volume.copied";
    public const string Retired = "volume.retired";

    /// <summary>The store has a first version, and the volume has not its name yet.</summary>
    public const string Begun = "volume.begun";

    /// <summary>A version is in the store, and the volume does not consist of it yet.</summary>
    public const string Saved = "volume.saved";

    public static IReadOnlyList<string> All { get; } = [FileMade, Filled, Published, Attached, Copied, Retired];
}
