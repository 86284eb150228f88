namespace Bothy.Volumes.Holding;

/// <summary>What the holder can be asked for.</summary>
internal enum HolderOperation
{
    /// <summary>Keep the descriptors that come with this, in place of all that had the name.</summary>
    Keep,

    /// <summary>Give copies of the descriptors.</summary>
    Fetch,

    /// <summary>Close them.</summary>
    Drop,

    /// <summary>Write out the filesystem of the directory that comes with this.</summary>
    Sync,

    /// <summary>Freeze the filesystem of the directory that comes with this, until <see cref="Thaw"/>, the deadline or the end of this connection.</summary>
    Freeze,

    /// <summary>Thaw what this connection froze. The answer says whether it had stayed frozen until now, and for how long it was.</summary>
    Thaw,
}
