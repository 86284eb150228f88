namespace Bothy.Linux.Loops;

/// <summary>How a file becomes a block device.</summary>
/// <param name="BlockSize">Logical block size in bytes: 512, 1024, 2048 or 4096.</param>
/// <param name="DirectIO">Bypass the page cache of the filesystem that the file lies on, where that filesystem can; ignored where it cannot.</param>
public sealed record LoopOptions(bool ReadOnly = false, bool DirectIO = true, int BlockSize = 4096);
