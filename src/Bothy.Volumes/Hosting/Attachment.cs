using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Hosting;

/// <summary>An attached volume, as the next server must know it.</summary>
/// <param name="Node">Inode number of its file.</param>
/// <param name="Length">Bytes; the kernel believes it even where the volume cannot be opened any more.</param>
internal sealed record Attachment(string Volume, ulong Node, bool ReadOnly, VolumeQuality Quality, long Length = 0);
