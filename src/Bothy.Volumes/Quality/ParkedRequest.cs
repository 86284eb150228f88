using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Quality;

/// <summary>A request that waits for its turn.</summary>
/// <param name="Buffer">Holds a write's data; null for a read.</param>
internal readonly record struct ParkedRequest(BlockRequest Request, RequestBuffer? Buffer)
{
    /// <summary>When it came.</summary>
    public long Arrived { get; init; }

    /// <summary>It would take more of the host's disk, which had next to nothing left when it came.</summary>
    public bool NeedsSpace { get; init; }

    /// <summary>From when on the volume's ceilings allow it.</summary>
    public long Due { get; init; }

    /// <summary>Its place in virtual time.</summary>
    public double Start { get; init; }
}
