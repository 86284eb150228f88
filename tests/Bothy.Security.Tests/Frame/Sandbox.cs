using System.Runtime.InteropServices;
using Bothy.Linux.Cgroups;
using Bothy.Linux.Mounts;
using Bothy.Linux.Namespaces;
using Bothy.Sandboxes.Containers;
using Bothy.Sandboxes.Containers.Cgroups;
using Bothy.Sandboxes.Containers.Staging;

namespace Bothy.Security.Tests.Frame;

/// <summary>One sandbox as the product makes it, but for the protections that were taken away.</summary>
internal sealed class Sandbox
{
    private readonly Laboratory laboratory;
    private readonly IReadOnlySet<Protection> removed;
    private readonly NamespaceHolder namespaces;
    private readonly EnvironmentCgroup cgroup;
    private readonly SafeHandle? leaked;

    private Sandbox(Laboratory laboratory, IReadOnlySet<Protection> removed, NamespaceHolder namespaces)
    {
        this.laboratory = laboratory;
        this.removed = removed;
        this.namespaces = namespaces;
        cgroup = new EnvironmentCgroup(CgroupHierarchy.Detect(), laboratory.Name, "attempt");
        cgroup.Apply(new EnvironmentLimits(
            CpuMillis: 2000,
            MemoryBytes: Has(Protection.MemoryLimit) ? 96L << 20 : 1024L << 20,
            Pids: Has(Protection.PidsLimit) ? 64 : 4096));
        cgroup.Delegate(Laboratory.Range(Has(Protection.UserNamespace)).First);
        OpenHost(open: true);
        leaked = Has(Protection.ClosedDescriptors) ? null : File.OpenHandle(laboratory.Secret);
    }

    public static async Task<Sandbox> CreateAsync(Laboratory laboratory, IReadOnlySet<Protection> removed)
    {
        removed = removed.Contains(Protection.MountNamespace) ? new HashSet<Protection>(removed) { Protection.UserNamespace } : removed;
        var userNamespace = !removed.Contains(Protection.UserNamespace);
        var owner = removed.Contains(Protection.OwnerOfItsOwn) ? 0 : Laboratory.Range(userNamespace).First;
        return new Sandbox(laboratory, removed, await laboratory.NamespacesAsync(userNamespace, owner));
    }

    public ContainerSpec Spec(IReadOnlyList<string> arguments) => new()
    {
        Id = $"{laboratory.Name}-attempt",
        Hostname = "attempt",
        Ids = Laboratory.Range(Has(Protection.UserNamespace)),
        UserNamespace = namespaces.UserPath,
        NetworkNamespace = namespaces.NetworkPath,
        Image = [laboratory.ImagePath],
        Disk = laboratory.DiskPath(Has(Protection.DiskLimit)),
        Cgroup = cgroup,
        Arguments = arguments,
        Environment = ["PATH=/bin", "RELEASE=/exchange/release"],
        Binds =
        [
            new BindMount { Source = laboratory.Exchange, Target = "/exchange" },
            new BindMount { Source = laboratory.Offered, Target = "/offered", ReadOnly = Has(Protection.ReadOnlyBind) },
            new BindMount { Source = laboratory.Tool, Target = "/tool", ReadOnly = Has(Protection.ReadOnlyBind) },
            new BindMount { Source = "workspaces", Target = "/workspaces", OnDisk = true },
        ],
        Inherited = leaked is null ? [] : [leaked],
        Weaken = configuration => Weakening.Apply(configuration, removed, Host.Capabilities),
    };

    public void Remove()
    {
        leaked?.Dispose();
        OpenHost(open: false);
        cgroup.TryRemove();
    }

    /// <summary>Takes away what the host's own mounts protect, or gives it back.</summary>
    private void OpenHost(bool open)
    {
        if (!Has(Protection.HostDirectoryMode))
        {
            File.SetUnixFileMode(laboratory.Paths.Mounts, (UnixFileMode)Convert.ToInt32(open ? "755" : "700", 8));
        }

        if (!Has(Protection.HostMountOptions))
        {
            MountPoint.Attach(
                "none", laboratory.DiskPath(limited: true), "none", MountFlags.Remount | MountFlags.Bind | (open ? MountFlags.None : MountFlags.NoSuid | MountFlags.NoDev));
        }
    }

    private bool Has(Protection protection) => !removed.Contains(protection);
}
