using Bothy.Linux.Fuse;

namespace Bothy.Volumes.Serving;

/// <summary>A read or write as the kernel sent it, checked against the file: all that is needed to answer it later.</summary>
internal readonly record struct BlockRequest(ServedFile File, FuseDevice Device, ulong Unique, bool IsWrite, long Offset, int Length);
