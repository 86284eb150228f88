namespace Bothy.Volumes.Catalogs;

/// <summary>How a host keeps its volumes.</summary>
public sealed record DeltaCatalogOptions
{
    /// <summary>Directory of the volumes' local writes.</summary>
    public required string Directory { get; init; }

    /// <summary>The installation's directory under <c>/run/bothy</c>.</summary>
    public required string Run { get; init; }

    /// <summary>
    /// How often an open volume that was written to is saved to the store. Null, the default: only cuts that somebody asked for are, which is
    /// right for a store on the same disk, where a copy protects from nothing.
    /// </summary>
    public TimeSpan? SaveEvery { get; init; }

    /// <summary>What is done around the moment in which a volume is cut to be saved; null for nothing.</summary>
    public Func<VolumeId, ICutMoment>? Moment { get; init; }

    /// <summary>How long to wait after the store failed. Default: 5 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait after a volume that nobody uses could not be opened to be saved. Default: a minute.</summary>
    public TimeSpan RetryUnusedAfter { get; init; } = TimeSpan.FromMinutes(1);
}
