using Bothy.Linux.Files;
using Bothy.Linux.Paths;
using Bothy.Linux.Mounts;
using Bothy.Linux.Namespaces;

namespace Bothy.Sandboxes.Containers.Staging;

/// <summary>
/// Assembles a container's root filesystem in the calling thread's own mount namespace. The host never sees these mounts, and
/// the kernel removes them with the last process that does: nothing is left to clean up, however the start ends.
/// </summary>
internal sealed class StagedRoot : IDisposable
{
    private const string UpperName = "upper";
    private const string WorkName = "work";

    private readonly List<MountTree> image;
    private readonly MountTree? disk;
    private readonly List<(MountTree Tree, bool IsDirectory)> binds;

    private StagedRoot(List<MountTree> image, MountTree? disk, List<(MountTree Tree, bool IsDirectory)> binds)
    {
        this.image = image;
        this.disk = disk;
        this.binds = binds;
    }

    /// <summary>Takes detached, id-mapped copies of everything the container gets, while the host's paths are still in sight.</summary>
    public static async Task<StagedRoot> PrepareAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        // The container's own user namespace has just the mapping that its disk and image need.
        using var rangeNamespace = File.OpenHandle(spec.UserNamespace);
        var trees = new List<MountTree>();
        try
        {
            foreach (var layer in spec.Image)
            {
                trees.Add(MountTree.Copy(layer).With(MountAttributes.IdMap | MountAttributes.ReadOnly, MountAttributes.NoSuid | MountAttributes.NoDev, rangeNamespace));
            }

            var image = trees.ToList();
            MountTree? disk = null;
            if (spec.Disk is not null)
            {
                disk = MountTree.Copy(spec.Disk)
                    .With(MountAttributes.IdMap, MountAttributes.NoSuid | MountAttributes.NoDev, rangeNamespace);
                trees.Add(disk);
            }

            var binds = new List<(MountTree, bool)>();
            foreach (var bind in spec.Binds.Where(bind => !bind.OnDisk))
            {
                var tree = MountTree.Copy(bind.Source);
                trees.Add(tree);
                // Looked at now: from inside the stage the host's own mounts are out of sight.
                binds.Add((tree, Directory.Exists(bind.Source)));
                switch (bind.Owner)
                {
                    case null:
                        tree.With(bind.Attributes);
                        continue;
                    case OwnerMapping.FromZero:
                        tree.With(bind.Attributes | MountAttributes.IdMap, userNamespace: rangeNamespace);
                        continue;
                }

                await using var owner = await NamespaceHolder.StartAsync(
                    bind.Owner.Users(spec.Ids), bind.Owner.Groups(spec.Ids), network: false, owner: 0, cancellationToken);
                using var ownerNamespace = owner.OpenUser();
                tree.With(bind.Attributes | MountAttributes.IdMap, userNamespace: ownerNamespace);
            }

            return new StagedRoot(image, disk, binds);
        }
        catch
        {
            trees.ForEach(tree => tree.Dispose());
            throw;
        }
    }

    /// <summary>The runtime opens a bind's source as the host's root and follows links: whoever was root inside may have put one there.</summary>
    private static void MustHavePlain(string disk, IEnumerable<BindMount> binds)
    {
        using var directory = SafeDirectory.Open(disk);
        foreach (var bind in binds.Where(bind => !directory.HasPlain(bind.Source)))
        {
            throw new ContainerException($"/{bind.Source} on the environment's disk is a symbolic link, or gone. It must be a directory or a file itself.");
        }
    }

    /// <summary>Mounts it all below <paramref name="paths"/>' stage. Call on a private thread that has unshared its mounts.</summary>
    public void Mount(ContainerPaths paths, ContainerSpec spec)
    {
        MountPoint.Detach(paths.Mounts, UnmountFlags.Detach);
        MountPoint.Attach("bothy", paths.Stage, "tmpfs", MountFlags.None, "mode=0755,size=64m");
        var stage = new StagePaths(paths.Stage);
        Directory.CreateDirectory(stage.Devices);
        foreach (var device in StagedDevice.All)
        {
            DeviceNode.Make(stage.Device(device), device.Major, device.Minor);
        }

        for (var i = 0; i < image.Count; i++)
        {
            Directory.CreateDirectory(stage.Image(i));
            image[i].AttachTo(stage.Image(i));
        }

        if (disk is not null)
        {
            Directory.CreateDirectory(stage.Disk);
            disk.AttachTo(stage.Disk);
            MustHavePlain(stage.Disk, spec.Binds.Where(bind => bind.OnDisk));
        }
        else
        {
            Directory.CreateDirectory(Path.Combine(stage.Disk, UpperName));
            Directory.CreateDirectory(Path.Combine(stage.Disk, WorkName));
        }

        Directory.CreateDirectory(stage.Root);
        var layers = $"lowerdir={string.Join(':', image.Select((_, layer) => stage.Image(layer)))},upperdir={Path.Combine(stage.Disk, UpperName)},workdir={Path.Combine(stage.Disk, WorkName)}";
        if (disk is not null)
        {
            FilesystemIdentity.Run(spec.Ids.First, () => MountPoint.Attach("bothy", stage.Root, "overlay", MountFlags.None, layers));
        }
        else
        {
            Ownership.Change(Path.Combine(stage.Disk, UpperName), spec.Ids.First);
            MountPoint.Attach("bothy", stage.Root, "overlay", MountFlags.None, layers);
        }

        for (var i = 0; i < binds.Count; i++)
        {
            var target = stage.Bind(i);
            if (binds[i].IsDirectory)
            {
                Directory.CreateDirectory(target);
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, []);
            }

            binds[i].Tree.AttachTo(target);
        }
    }

    public void Dispose()
    {
        image.ForEach(tree => tree.Dispose());
        disk?.Dispose();
        binds.ForEach(bind => bind.Tree.Dispose());
    }
}
