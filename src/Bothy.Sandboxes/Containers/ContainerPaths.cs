namespace Bothy.Sandboxes.Containers;

/// <summary>Where an installation keeps what containers need while they run; nothing here outlives a reboot.</summary>
/// <param name="RunDirectory">The installation's own directory under <c>/run/bothy</c>, mode 0700.</param>
public sealed record ContainerPaths(string RunDirectory)
{
    /// <summary>
    /// An empty directory that anyone may traverse. Each start mounts a private tmpfs over it in a mount namespace of its own:
    /// the runtime's first process is already without host rights when it looks for its root filesystem.
    /// </summary>
    public string Stage => Path.Combine(Path.GetDirectoryName(RunDirectory)!, "stage");

    /// <summary>Mount point under which all disks and images of the installation are mounted; a start hides it from the container.</summary>
    public string Mounts => Path.Combine(RunDirectory, "mounts");

    /// <summary>The OCI runtime's state.</summary>
    public string RuntimeState => Path.Combine(RunDirectory, "runc");

    /// <summary>The OCI bundle of one container.</summary>
    public string Bundle(string id) => Path.Combine(RunDirectory, "bundles", id);
}
