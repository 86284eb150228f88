namespace Bothy.Volumes.Control;

/// <summary>What can be asked of the volume server.</summary>
public enum VolumesOperation
{
    /// <summary>Make a volume: <see cref="VolumesRequest.Origin"/>.</summary>
    Create,

    /// <summary>Serve a volume as a file: <see cref="VolumesRequest.ReadOnly"/>, <see cref="VolumesRequest.Quality"/>.</summary>
    Attach,

    /// <summary>Serve it no longer.</summary>
    Detach,

    /// <summary>Report all volumes.</summary>
    List,

    /// <summary>Report one.</summary>
    Status,

    /// <summary>Bring what was written to stable storage of this host.</summary>
    Flush,

    /// <summary>Keep the content as of now: <see cref="VolumesRequest.Cut"/>.</summary>
    Cut,

    /// <summary>As <see cref="Cut"/>, with the filesystem on the volume at rest for that moment, if it can be: <see cref="VolumesRequest.LongestStopMilliseconds"/>.</summary>
    Snapshot,

    /// <summary>Delete a volume that is not attached.</summary>
    Delete,

    /// <summary>Change what an attached volume may take: <see cref="VolumesRequest.Quality"/>.</summary>
    SetQuality,
}
