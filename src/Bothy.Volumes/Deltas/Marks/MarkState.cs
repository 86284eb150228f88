namespace Bothy.Volumes.Deltas.Marks;

/// <summary>Where a block of a layer has its content. The values are what memory and log hold, two bits to a block.</summary>
internal enum MarkState : byte
{
    /// <summary>Below this layer.</summary>
    Absent = 0,

    /// <summary>In the layer's data file.</summary>
    Present = 1,

    /// <summary>Nowhere: it was discarded and reads as zeros.</summary>
    Zero = 2,
}
