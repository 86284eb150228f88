namespace Bothy.Volumes.Hosting;

/// <summary>Step boundaries of a cut with the filesystem at rest, at which tests kill the volume server.</summary>
internal static class SnapshotFailpoints
{
    public const string Prepared = "snapshot.prepared";
    public const string WrittenOut = "snapshot.written-out";
    public const string Frozen = "snapshot.frozen";
    public const string Taken = "snapshot.taken";
    public const string Thawed = "snapshot.thawed";
    public const string Kept = "snapshot.kept";

    public static IReadOnlyList<string> All { get; } = [Prepared, WrittenOut, Frozen, Taken, Thawed, Kept];
}
