namespace Bothy.Volumes.Disks;

/// <summary>Why an environment's disk cannot be used.</summary>
public enum DiskProblem
{
    /// <summary>The host's filesystem has too little space left.</summary>
    HostFull,

    /// <summary>The limit is larger than the disk can ever be.</summary>
    LimitTooLarge,

    /// <summary>The filesystem is damaged and could not be repaired without a decision.</summary>
    Damaged,

    /// <summary>Something else is mounted at the disk's place.</summary>
    PlaceTaken,
}

/// <summary>An environment's disk cannot be used; the message says why and what to do.</summary>
public sealed class DiskException(DiskProblem problem, string message, Exception? cause = null) : IOException(message, cause)
{
    public DiskProblem Problem { get; } = problem;
}
