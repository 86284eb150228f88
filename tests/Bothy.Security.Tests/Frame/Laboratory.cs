using System.Diagnostics;
using Bothy.Linux.Cgroups;
using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Linux.Namespaces;
using Bothy.Sandboxes.Containers;

namespace Bothy.Security.Tests.Frame;

/// <summary>Everything that attempts need on the host: an image with the payloads, disks, namespaces, control groups. All real, all gone afterwards.</summary>
public sealed class Laboratory : IAsyncLifetime
{
    private static readonly UserIdRange Unprivileged = new(0x7FE00000, 262144);
    private static readonly UserIdRange HostIds = new(0, 262144);
    private readonly Dictionary<(UserIdRange, uint), NamespaceHolder> holders = [];
    private LoopDevice? spare;

    public string Name { get; } = $"bothy-security-{System.Environment.ProcessId}";

    public string Directory => $"/run/{Name}";

    public ContainerPaths Paths => new(Path.Combine(Directory, "installation"));

    /// <summary>The payloads' program on the host.</summary>
    public string Program => Path.Combine(Directory, "image/attempts");

    /// <summary>A directory of the host that is bound to <c>/exchange</c>, for words between the two sides.</summary>
    public string Exchange => Path.Combine(Directory, "exchange");

    /// <summary>A directory of the host that is bound read-only to <c>/offered</c>.</summary>
    public string Offered => Path.Combine(Directory, "offered");

    /// <summary>A file that only the host's root can open.</summary>
    public string Secret => Path.Combine(Directory, "secret");

    /// <summary>A program of the host that is bound to <c>/tool</c> read-only, as the agent is.</summary>
    public string Tool => Path.Combine(Directory, "tool");

    /// <summary>The image's file.</summary>
    public string ImageFile => Path.Combine(Directory, "image.erofs");

    public string ImagePath => Path.Combine(Paths.Mounts, "image");

    /// <summary>Where the disk is mounted on the host: the one with a limit, or the large one of a sandbox without.</summary>
    public string DiskPath(bool limited) => Path.Combine(Paths.Mounts, limited ? "disk" : "large");

    /// <summary>The block device of that disk.</summary>
    public string Device(bool limited) => MountTable.Find(DiskPath(limited))!.Source;

    /// <summary>A block device with a filesystem that nothing else uses, in place of a disk of the host.</summary>
    public string SpareDevice => spare!.Path;

    public async ValueTask InitializeAsync()
    {
        if (Host.Missing is not null)
        {
            return;
        }

        foreach (var directory in (string[])[Directory, Paths.Stage, Paths.Mounts, Exchange, Offered, ImagePath, Path.Combine(Directory, "image/bin")])
        {
            System.IO.Directory.CreateDirectory(directory);
        }

        await File.WriteAllTextAsync(Tool, "#!/bin/sh\n");
        await File.WriteAllTextAsync(Secret, "secret");
        File.SetUnixFileMode(Secret, UnixFileMode.UserRead);

        // Anyone may write there, so that only the bind's own attributes forbid it.
        File.SetUnixFileMode(Offered, (UnixFileMode)Convert.ToInt32("777", 8));
        MountPoint.Attach("bothy", Paths.Mounts, "tmpfs", MountFlags.NoSuid | MountFlags.NoDev, "mode=0700");
        File.Copy("/bin/busybox", Path.Combine(Directory, "image/bin/busybox"));
        File.CreateSymbolicLink(Path.Combine(Directory, "image/bin/sh"), "busybox");
        await PayloadProgram.CompileAsync(Program);
        await RunAsync("mkfs.erofs", "--quiet", ImageFile, Path.Combine(Directory, "image"));
        System.IO.Directory.CreateDirectory(ImagePath);
        MountPoint.Attach(ImageFile, ImagePath, "erofs", MountFlags.ReadOnly | MountFlags.NoSuid | MountFlags.NoDev);
        await MakeDiskAsync(DiskPath(limited: true), "48M", inodes: 4096);
        await MakeDiskAsync(DiskPath(limited: false), "512M", inodes: 65536);
        var file = Path.Combine(Directory, "spare.img");
        await MakeFilesystemAsync(file, "4M", inodes: 64);
        spare = LoopDevice.Attach(file, new LoopOptions(DirectIO: false, BlockSize: 512));
    }

    /// <summary>Runs a payload as root in a sandbox that lacks some protections.</summary>
    public async Task<Outcome> RunAsync(string payload, Stage stage, IReadOnlySet<Protection> removed)
    {
        var sandbox = await Sandbox.CreateAsync(this, removed);
        try
        {
            var released = Path.Combine(Exchange, "release");
            File.Delete(released);
            var output = new List<string>();
            var observation = Task.FromResult<Outcome?>(null);
            var code = await new ContainerRuntime(Paths).RunToEndAsync(
                sandbox.Spec(["/attempts", payload, .. stage.Arguments]),
                line =>
                {
                    output.Add(line);
                    if (line == "holding" && stage.WhileHolding is { } look)
                    {
                        observation = ObserveAsync(look, released);
                    }
                },
                TestContext.Current.CancellationToken);
            return await observation ?? (stage.Afterwards is { } examine ? await examine() : Outcome.Of(code, output));
        }
        finally
        {
            sandbox.Remove();
        }
    }

    /// <summary>Runs a payload on the host itself: what a user of the host, or a neighbour, would do.</summary>
    public async Task<Outcome> RunOnHostAsync(string payload, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, [payload, .. arguments]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Outcome.Of(process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The namespaces of a sandbox, made once: a user namespace with the range's mapping, owned by a host id, and a network it owns.</summary>
    internal async Task<NamespaceHolder> NamespacesAsync(bool userNamespace, uint owner)
    {
        var range = Range(userNamespace);
        if (!holders.TryGetValue((range, owner), out var holder))
        {
            IdMapExtent[] whole = [new(0, range.First, range.Length)];
            holder = await NamespaceHolder.StartAsync(whole, whole, network: true, owner, CancellationToken.None);
            holders.Add((range, owner), holder);
        }

        return holder;
    }

    internal static UserIdRange Range(bool userNamespace) => userNamespace ? Unprivileged : HostIds;

    public async ValueTask DisposeAsync()
    {
        if (Host.Missing is not null)
        {
            return;
        }

        foreach (var holder in holders.Values)
        {
            await holder.DisposeAsync();
        }

        foreach (var hierarchy in CgroupHierarchy.Detect())
        {
            CgroupDirectory.TryRemoveTree(Path.Combine(hierarchy.Path, Name));
        }

        MountPoint.Detach(DiskPath(limited: true));
        MountPoint.Detach(DiskPath(limited: false));
        spare?.Dispose();
        MountPoint.Detach(ImagePath);
        MountPoint.Detach(Paths.Mounts);
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>Runs a program of the host that has to succeed.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }

    private static async Task<Outcome?> ObserveAsync(Func<Task<Outcome>> look, string released)
    {
        try
        {
            return await look();
        }
        finally
        {
            await File.WriteAllBytesAsync(released, []);
        }
    }

    private async Task MakeDiskAsync(string mount, string size, int inodes)
    {
        var file = Path.Combine(Directory, Path.GetFileName(mount) + ".img");
        await MakeFilesystemAsync(file, size, inodes);
        System.IO.Directory.CreateDirectory(mount);
        await RunAsync("mount", "-o", "loop,nosuid,nodev", file, mount);
        foreach (var top in (string[])["upper", "work", "workspaces"])
        {
            System.IO.Directory.CreateDirectory(Path.Combine(mount, top));
        }
    }

    private static async Task MakeFilesystemAsync(string file, string size, int inodes)
    {
        await RunAsync("truncate", "-s", size, file);
        await RunAsync("mkfs.ext4", "-q", "-N", $"{inodes}", file);
    }
}
