namespace Bothy.Volumes.Control;

/// <summary>Kinds of failure that callers tell apart.</summary>
public enum VolumesReason
{
    /// <summary>The request makes no sense, or not to this version of the server.</summary>
    Invalid,

    NotFound,

    /// <summary>The volume is in use, or attached in another way.</summary>
    Busy,

    /// <summary>The host or the store could not do it now; trying again may help.</summary>
    Failed,
}
