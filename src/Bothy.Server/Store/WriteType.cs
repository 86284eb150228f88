namespace Bothy.Server.Store;

internal enum WriteType
{
    /// <summary>Needs a name that is free.</summary>
    Create,

    /// <summary>Needs the resource to be at the expected revision.</summary>
    Update,

    /// <summary>Needs the resource to be at the expected revision; takes what hangs on it along.</summary>
    Delete,
}
