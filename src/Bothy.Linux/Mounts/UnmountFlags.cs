namespace Bothy.Linux.Mounts;

/// <summary>Flags of umount2(2).</summary>
[Flags]
public enum UnmountFlags
{
    None = 0,

    /// <summary>Ends a FUSE mount's requests with errors, also where its server can answer none any more.</summary>
    Force = 1,

    /// <summary>Takes the mount out of the tree now and releases it when its last user is gone.</summary>
    Detach = 2,

    NoFollow = 8,
}
