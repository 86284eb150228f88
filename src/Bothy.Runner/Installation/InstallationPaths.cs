using Bothy.Sandboxes.Containers;

namespace Bothy.Runner.Installation;

/// <summary>Where one installation keeps its things, and how it names them on the host.</summary>
/// <param name="Data">The data directory.</param>
/// <param name="Name">The installation's random name (six hexadecimal digits): part of every name that it makes on the host.</param>
public sealed record InstallationPaths(string Data, string Name)
{
    /// <summary>Shared by all installations of the host; only what must not collide lies directly in it.</summary>
    public const string HostRun = "/run/bothy";

    public string Run => Path.Combine(HostRun, Name);

    public string Records => Path.Combine(Data, "runner", "environments");

    public string Sockets => Path.Combine(Run, "agents");

    public string Remotes => Path.Combine(Run, "remotes");

    /// <summary>Directory of claims on slots, common to the host's installations.</summary>
    public const string Slots = HostRun + "/slots";

    /// <summary>
    /// User and network namespaces, held by bind mounts. Not in <c>/run/netns</c>: whoever calls <c>ip netns add</c> first on a host mounts that
    /// directory over itself, and what was held in it before can no longer be reached.
    /// </summary>
    public string Namespaces => Path.Combine(Run, "namespaces");

    public string CgroupParent => $"bothy-{Name}";

    public string NftTable => $"bothy_{Name}";

    /// <summary>Prefix of the host side of every environment's network device; with a slot's number at most 15 characters.</summary>
    public string DevicePrefix => $"b{Name}-";

    /// <summary>Prefix of the two devices behind which the environments' traffic is put in order.</summary>
    public string ShapingDevicePrefix => $"i{Name}-";

    public ContainerPaths Containers => new(Run);

    /// <summary>The agent's socket: in a directory of the host's root, never visible inside.</summary>
    public string AgentSocket(Guid environment) => Path.Combine(Sockets, environment.ToString("n"));

    /// <summary>The directory of the socket on which gits inside ask for access to their remote; seen inside, read-only.</summary>
    public string Remote(Guid environment) => Path.Combine(Remotes, environment.ToString("n"));

    public string DiskMount(Guid environment) => Path.Combine(Containers.Mounts, "disks", environment.ToString("n"));

    public string ImageMount(string digest) => Path.Combine(Containers.Mounts, "images", digest.Replace(':', '-'));

    /// <summary>Where an image that lies on another one is mounted with it.</summary>
    public string StackedImageMount(string digest) => ImageMount(digest) + "-whole";

    public string Record(Guid environment) => Path.Combine(Records, environment.ToString("n"));
}
