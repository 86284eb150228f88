using System.Diagnostics;
using Bothy.Linux.Loops;
using Bothy.Linux.Mounts;
using Bothy.Volumes.Disks;

namespace Bothy.Volumes.Tests.Disks;

/// <summary>A directory of volumes and mount points of its own; what is left of them on the host at the end fails the test.</summary>
internal sealed class DiskFixture : IAsyncDisposable
{
    public const long MiB = 1 << 20;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public DiskFixture()
    {
        if (Environment.UserName != "root" || !File.Exists("/dev/loop-control"))
        {
            Assert.Skip("needs root and loop devices");
        }

        Volumes = new LocalVolumes(Path.Combine(Root, "disks"));
        Disks = new EnvironmentDisks(Volumes, new DiskOptions { MinimumLength = 8L << 30 });
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("bothy-disks-").FullName;

    public LocalVolumes Volumes { get; }

    public EnvironmentDisks Disks { get; }

    public VolumeId Id { get; } = new("first");

    public string MountAt => Path.Combine(Root, "mounts", "first");

    public string DataFile(VolumeId id) => Path.Combine(Volumes.Location, id.ToString(), "data");

    public Task<EnvironmentDisk> UpAsync(long limit = 300 * MiB) =>
        Disks.EnsureMountedAsync(Id, MountAt, limit, TestContext.Current.CancellationToken);

    public Task<bool> DownAsync() => Disks.UnmountAsync(Id, MountAt, Patience, TestContext.Current.CancellationToken);

    public string[] Names => Directory.Exists(Volumes.Location)
        ? [.. Directory.EnumerateFileSystemEntries(Volumes.Location).Select(path => Path.GetFileName(path)!).Where(name => !name.EndsWith(".lock", StringComparison.Ordinal)).Order()]
        : [];

    /// <summary>Mounts at or below <see cref="Root"/>, and loop devices whose file lies there.</summary>
    public IReadOnlyList<string> OnHost() =>
    [
        .. MountTable.Read().Where(entry => entry.Target.StartsWith(Root, StringComparison.Ordinal)).Select(entry => entry.Target),
        .. Directory.EnumerateFiles("/sys/block", "loop*").Concat(Directory.EnumerateDirectories("/sys/block", "loop*"))
            .Select(device => Path.Combine(device, "loop", "backing_file"))
            .Where(File.Exists)
            .Select(ReadOrEmpty)
            .Where(file => file.StartsWith(Root, StringComparison.Ordinal)),
    ];

    /// <summary>Runs the real code in a process of its own and returns its exit code: 137 if it was killed at <paramref name="failpoint"/>.</summary>
    public static async Task<int> RunAsync(string? failpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "bothy-steps"), arguments);
        start.Environment["BOTHY_FAILPOINT"] = failpoint;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        while (MountTable.Read().LastOrDefault(entry => entry.Target.StartsWith(Root, StringComparison.Ordinal)) is { } mounted)
        {
            MountPoint.Detach(mounted.Target, UnmountFlags.Detach);
        }

        foreach (var id in Volumes.List())
        {
            (await Volumes.DetachAsync(id, Patience, CancellationToken.None)).ShouldBeTrue();
        }

        OnHost().ShouldBeEmpty();
        Directory.Delete(Root, recursive: true);
    }

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
