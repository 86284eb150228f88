using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Bothy.Linux.Namespaces;
using Bothy.Sandboxes.Containers.Cgroups;
using Bothy.Sandboxes.Containers.Staging;

namespace Bothy.Sandboxes.Containers;

/// <summary>A container to run: everything the runtime needs, nothing it must look up.</summary>
public sealed record ContainerSpec
{
    /// <summary>The runtime's name for it: letters, digits, <c>-</c>; unique in the runtime's state directory.</summary>
    public required string Id { get; init; }

    public required string Hostname { get; init; }

    /// <summary>Host ids that the container's ids map to.</summary>
    public required UserIdRange Ids { get; init; }

    /// <summary>Path of the user namespace to join, which has exactly the mapping of <see cref="Ids"/>.</summary>
    public required string UserNamespace { get; init; }

    /// <summary>Path of the network namespace to join, owned by <see cref="UserNamespace"/>.</summary>
    public required string NetworkNamespace { get; init; }

    /// <summary>Mounted layers of the image, the uppermost first, read-only; ids in them count from 0.</summary>
    public required IReadOnlyList<string> Image { get; init; }

    /// <summary>Mounted environment disk that takes what is written; null for a root filesystem that forgets.</summary>
    public string? Disk { get; init; }

    public IReadOnlyList<BindMount> Binds { get; init; } = [];

    /// <summary>Directories that are empty at each start and live in memory.</summary>
    public IReadOnlyList<string> Temporary { get; init; } = [];

    /// <summary>Filesystems in memory, mounted after the binds.</summary>
    public IReadOnlyList<MemoryMount> MemoryMounts { get; init; } = [];

    /// <summary>Most bytes of <c>/dev/shm</c>; null for half of the memory.</summary>
    public long? SharedMemoryBytes { get; init; }

    /// <summary>The group that becomes the root of the container's cgroup namespace, relative to every hierarchy.</summary>
    public required EnvironmentCgroup Cgroup { get; init; }

    /// <summary>Command line of the first process.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The first process's environment as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>User and group of the first process, as ids inside.</summary>
    public uint User { get; init; }

    /// <summary>Descriptors that become 3, 4, … of the first process.</summary>
    public IReadOnlyList<SafeHandle> Inherited { get; init; } = [];

    /// <summary>
    /// Changes what the runtime is told, after everything else. Only the security tests can set it: they take protections away one by one, to
    /// prove that each attempt is refused for the reason it names.
    /// </summary>
    internal Action<JsonObject>? Weaken { get; init; }
}
