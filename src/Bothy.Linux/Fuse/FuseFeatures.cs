namespace Bothy.Linux.Fuse;

/// <summary>What kernel and server agree upon in FUSE_INIT (linux/fuse.h); the upper half travels in <c>flags2</c>.</summary>
[Flags]
public enum FuseFeatures : ulong
{
    None = 0,
    AsynchronousRead = 1 << 0,
    BigWrites = 1 << 5,
    AsynchronousDirectIO = 1 << 15,
    ParallelDirectoryOperations = 1 << 18,
    MaximumPages = 1 << 22,
    NoOpenDirectorySupport = 1 << 24,
    ExtendedInit = 1 << 30,

    /// <summary>The kernel sends unanswered requests again when asked (since Linux 6.9).</summary>
    Resend = 1ul << 39,
}
