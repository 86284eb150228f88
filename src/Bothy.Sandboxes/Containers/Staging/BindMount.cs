using Bothy.Linux.Mounts;
using Bothy.Linux.Namespaces;

namespace Bothy.Sandboxes.Containers.Staging;

/// <summary>A file or directory of the host, or of the environment's disk, that appears inside the container.</summary>
public sealed record BindMount
{
    /// <summary>Absolute path on the host, or, when <see cref="OnDisk"/>, a name in the disk's top directory.</summary>
    public required string Source { get; init; }

    /// <summary>Absolute path inside.</summary>
    public required string Target { get; init; }

    /// <summary>The source lies on the environment's disk, whose ids count from 0.</summary>
    public bool OnDisk { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Shows host ids as ids inside, in both directions; null shows them as they are (that is, as nobody).</summary>
    public OwnerMapping? Owner { get; init; }

    internal MountAttributes Attributes =>
        (ReadOnly ? MountAttributes.ReadOnly : MountAttributes.None) |
        (OnDisk ? MountAttributes.None : MountAttributes.NoSuid | MountAttributes.NoDev);
}
