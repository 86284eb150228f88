namespace Bothy.Linux.Fuse;

/// <summary>Requests of the kernel (enum fuse_opcode of linux/fuse.h).</summary>
public enum FuseOpcode : uint
{
    Lookup = 1,
    Forget = 2,
    GetAttributes = 3,
    SetAttributes = 4,
    Open = 14,
    Read = 15,
    Write = 16,
    StatFilesystem = 17,
    Release = 18,
    Synchronise = 20,
    Flush = 25,
    Initialise = 26,
    OpenDirectory = 27,
    ReadDirectory = 28,
    ReleaseDirectory = 29,
    Access = 34,
    Interrupt = 36,
    Destroy = 38,
    BatchForget = 42,
    Allocate = 43,
    Seek = 46,
}
