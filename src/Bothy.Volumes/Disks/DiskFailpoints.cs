namespace Bothy.Volumes.Disks;

/// <summary>Step boundaries at which tests kill the process.</summary>
internal static class DiskFailpoints
{
    public const string Formatted = "disk.formatted";
    public const string Mounted = "disk.mounted";
    public const string Limited = "disk.limited";
    public const string Unmounted = "disk.unmounted";

    public static IReadOnlyList<string> All { get; } = [Formatted, Mounted, Limited, Unmounted];
}
