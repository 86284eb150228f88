using Bothy.Api.Remotes;
using Bothy.Devcontainers.Machines;
using Bothy.Linux.Cgroups;
using Bothy.Runner.Content;
using Bothy.Runner.Environments;
using Bothy.Runner.Images;
using Bothy.Runner.Installation;
using Bothy.Runner.Remotes;
using Bothy.Sandboxes.Containers;
using Bothy.Sandboxes.Containers.Cgroups;
using Bothy.Sandboxes.Containers.Staging;
using Bothy.Linux.Paths;

namespace Bothy.Runner.Machines;

/// <summary>Describes the containers of an environment: the machine itself, and the one that clones.</summary>
internal sealed class MachineContainers(InstallationPaths installation, IReadOnlyList<CgroupHierarchy> hierarchies, string agentBinary)
{
    public static string MachineName(Guid id) => id.ToString("n");

    public static string CloneName(Guid id) => $"{id:n}-clone";

    /// <summary>Beginning of the names of all containers that run beside the machine.</summary>
    public static string Beside(Guid id) => $"{id:n}-";

    public EnvironmentCgroup Cgroup(Guid id) => new(hierarchies, installation.CgroupParent, id.ToString("n"));

    /// <summary>The environments that have control groups on this host.</summary>
    public IReadOnlySet<string> ListCgroups() => EnvironmentCgroup.List(hierarchies, installation.CgroupParent);

    public ContainerSpec ForClone(EnvironmentSite site, MountedImage image)
    {
        var plain = ForTool(site, image, CloneName(site.Id));
        return plain with { Binds = [.. plain.Binds, .. Remote(site)] };
    }

    /// <summary>For a build, which gets no access to the remote.</summary>
    public ContainerSpec ForBuild(EnvironmentSite site, MountedImage image) => ForTool(site, image, $"{site.Id:n}-build");

    /// <summary>As the clone's, for a connection to the remote while the machine runs.</summary>
    public ContainerSpec ForRemote(EnvironmentSite site, MountedImage image)
    {
        var name = $"remote-{Guid.NewGuid():n}";
        return ForClone(site, image) with { Id = $"{site.Id:n}-{name}", Cgroup = Cgroup(site.Id).Beside(name) };
    }

    public ContainerSpec ForMachine(EnvironmentSite site, MountedImage image, MachinePlan plan) => Common(site, image) with
    {
        Id = MachineName(site.Id),
        Disk = site.Disk,
        Hostname = plan.Demands.Hostname ?? site.Resource.Metadata.Name,
        SharedMemoryBytes = plan.Demands.SharedMemoryBytes,
        MemoryMounts = [.. plan.Demands.Mounts.OfType<MachineMount.Memory>().Select(mount => new MemoryMount(mount.Target, mount.Bytes, mount.Mode))],
        Arguments = [GitSettings.AgentPath],
        Temporary = InitSystem.IsStartedBy(plan.Arguments) ? [InitSystem.RunDirectory] : [],
        Binds =
        [
            .. MachineFiles.Directories.Select(pair => OnDisk(pair.Value, pair.Key)),
            .. MachineFiles.Files.Select(pair => OnDisk(pair.Value, pair.Key)),
            .. Workspace(site, plan),
            .. Remote(site, withAgent: false),
            .. plan.Demands.Mounts.SelectMany(mount => Demanded(mount, site, plan)),
            new BindMount { Source = agentBinary, Target = GitSettings.AgentPath, ReadOnly = true },
        ],
    };

    /// <summary>A container of the environment's that is not its machine, and finds names as the machine does.</summary>
    private ContainerSpec ForTool(EnvironmentSite site, MountedImage image, string name) => Common(site, image) with
    {
        Id = name,
        Binds =
        [
            new BindMount
            {
                Source = Path.Combine(site.Disk, MachineFiles.Files["/etc/resolv.conf"]),
                Target = "/etc/resolv.conf",
                ReadOnly = true,
                Owner = new OwnerMapping.FromZero(),
            },
        ],
    };

    private ContainerSpec Common(EnvironmentSite site, MountedImage image) => new()
    {
        Id = "",
        Hostname = site.Resource.Metadata.Name,
        Ids = site.Slot.Ids,
        UserNamespace = site.Network.UserNamespace,
        NetworkNamespace = site.Network.NetworkNamespace,
        Image = image.Layers,
        Cgroup = Cgroup(site.Id),
        Arguments = [],
    };

    private static IEnumerable<BindMount> Demanded(MachineMount mount, EnvironmentSite site, MachinePlan plan) => mount switch
    {
        MachineMount.Volume volume => [OnDisk(MachineVolumes.OnDisk(volume.Name), volume.Target)],
        MachineMount.Repository repository => Repository(site, plan, repository.Target),
        _ => [],
    };

    /// <summary>The way to the git remote, if there is one, and the program through which git takes it.</summary>
    private IEnumerable<BindMount> Remote(EnvironmentSite site, bool withAgent = true)
    {
        if (GitRemote.Of(site.Spec.Content) is null)
        {
            yield break;
        }

        yield return new BindMount { Source = installation.Remote(site.Id), Target = RemoteSockets.Inside, ReadOnly = true };
        if (withAgent)
        {
            yield return new BindMount { Source = agentBinary, Target = GitSettings.AgentPath, ReadOnly = true };
        }
    }

    private static IEnumerable<BindMount> Workspace(EnvironmentSite site, MachinePlan plan)
    {
        var target = plan.Configuration.ContentFolder;
        var isInPlace = site.Spec.Content.Directory is null && target == $"/{MachineFiles.Workspaces}/{Folder(site)}";
        return isInPlace ? [] : Repository(site, plan, target);
    }

    private static string Folder(EnvironmentSite site) => WorkspaceName.Of(site.Spec.Content, site.Resource.Metadata.Name);

    private static IEnumerable<BindMount> Repository(EnvironmentSite site, MachinePlan plan, string target)
    {
        if (site.Spec.Content.Directory is { } directory)
        {
            var owner = FileStatus.Of(directory.Path) ?? throw new DirectoryNotFoundException($"The directory {directory.Path} is gone.");
            yield return new BindMount
            {
                Source = directory.Path,
                Target = target,
                Owner = new OwnerMapping.OwnedBy
                {
                    HostUser = owner.UserId,
                    HostGroup = owner.GroupId,
                    InsideUser = plan.RemoteUser.Id,
                    InsideGroup = plan.RemoteUser.Group,
                },
            };
        }
        else if (plan.HasFolder)
        {
            yield return OnDisk($"{MachineFiles.Workspaces}/{Folder(site)}", target);
        }
    }

    private static BindMount OnDisk(string source, string target) => new() { Source = source, Target = target, OnDisk = true };
}
