namespace Bothy.Api.Environments;

/// <summary>The environment's disk.</summary>
public sealed record DiskStatus
{
    /// <summary>Bytes that the environment may use.</summary>
    public long LimitBytes { get; init; }

    /// <summary>Bytes in use.</summary>
    public long UsedBytes { get; init; }

    /// <summary>Bytes that would be lost with the host: no store has them yet.</summary>
    public long? UnsavedBytes { get; init; }

    /// <summary>The latest version of the disk that a store has; null if none has.</summary>
    public string? SavedVersion { get; init; }

    /// <summary>Why saving does not go on, in words for people; null while it does.</summary>
    public string? SaveProblem { get; init; }

    /// <summary>Says that it is nearly full and what to do about it; absent while there is room.</summary>
    public string? Warning { get; init; }
}
