using System.Diagnostics;
using Bothy.Linux.Cgroups;
using Bothy.Linux.Mounts;
using Bothy.Linux.Namespaces;
using Bothy.Sandboxes.Containers;
using Bothy.Sandboxes.Containers.Cgroups;

namespace Bothy.Sandboxes.Tests;

/// <summary>A busybox image, an ext4 disk and namespaces of its own, all real, all gone afterwards.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private const string Busybox = "/bin/busybox";
    private static readonly UserIdRange Range = new(0x7FF00000, 65536);
    private readonly string name = $"bothy-test-{System.Environment.ProcessId}";
    private NamespaceHolder? holder;

    public string Directory { get; private set; } = "";

    public ContainerPaths Paths { get; private set; } = new("/nonexistent");

    public EnvironmentCgroup Cgroup { get; private set; } = null!;

    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Missing = System.Environment.UserName != "root" ? "needs root"
            : !File.Exists(Busybox) ? "needs busybox-static"
            : !File.Exists("/usr/sbin/runc") && !File.Exists("/usr/bin/runc") ? "needs runc"
            : null;
        if (Missing is not null)
        {
            return;
        }

        Directory = System.IO.Directory.CreateDirectory($"/run/{name}").FullName;
        Paths = new ContainerPaths(Path.Combine(Directory, "installation"));
        System.IO.Directory.CreateDirectory(Paths.Stage);
        System.IO.Directory.CreateDirectory(Paths.Mounts);
        MountPoint.Attach("bothy", Paths.Mounts, "tmpfs", MountFlags.NoSuid | MountFlags.NoDev, "mode=0700");
        var root = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "image/bin")).Parent!.FullName;
        File.Copy(Busybox, Path.Combine(root, "bin/busybox"));
        File.CreateSymbolicLink(Path.Combine(root, "bin/sh"), "busybox");
        await Run("mkfs.erofs", "--quiet", Path.Combine(Directory, "image.erofs"), root);
        System.IO.Directory.CreateDirectory(ImagePath);
        MountPoint.Attach(Path.Combine(Directory, "image.erofs"), ImagePath, "erofs", MountFlags.ReadOnly | MountFlags.NoSuid | MountFlags.NoDev);
        await Run("truncate", "-s", "64M", Path.Combine(Directory, "disk.img"));
        await Run("mkfs.ext4", "-q", Path.Combine(Directory, "disk.img"));
        System.IO.Directory.CreateDirectory(DiskPath);
        await Run("mount", "-o", "loop,nosuid,nodev", Path.Combine(Directory, "disk.img"), DiskPath);
        foreach (var top in (string[])["upper", "work", "workspaces"])
        {
            System.IO.Directory.CreateDirectory(Path.Combine(DiskPath, top));
        }

        IdMapExtent[] whole = [new(0, Range.First, Range.Length)];
        holder = await NamespaceHolder.StartAsync(whole, whole, network: true, owner: Range.First, CancellationToken.None);
        Cgroup = new EnvironmentCgroup(CgroupHierarchy.Detect(), name, "one");
        Cgroup.Apply(new EnvironmentLimits(500, 256 << 20, 256));
    }

    public string ImagePath => Path.Combine(Paths.Mounts, "image");

    public string DiskPath => Path.Combine(Paths.Mounts, "disk");

    public ContainerSpec Spec(params string[] arguments)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return new ContainerSpec
        {
            Id = $"{name}-one",
            Hostname = "one",
            Ids = Range,
            UserNamespace = holder!.UserPath,
            NetworkNamespace = holder.NetworkPath,
            Image = [ImagePath],
            Disk = DiskPath,
            Cgroup = Cgroup,
            Arguments = arguments,
            Environment = ["PATH=/bin"],
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        if (holder is not null)
        {
            await holder.DisposeAsync();
        }

        Cgroup.TryRemove();
        foreach (var hierarchy in CgroupHierarchy.Detect())
        {
            CgroupDirectory.TryRemoveTree(Path.Combine(hierarchy.Path, name));
        }

        MountPoint.Detach(DiskPath);
        MountPoint.Detach(ImagePath);
        MountPoint.Detach(Paths.Mounts);
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }
}
