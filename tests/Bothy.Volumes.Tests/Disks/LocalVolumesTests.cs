using System.Security.Cryptography;
using Bothy.Linux.Loops;
using Bothy.Linux.Tools;
using Bothy.Volumes.Disks;
using static Bothy.Volumes.Tests.Disks.DiskFixture;

namespace Bothy.Volumes.Tests.Disks;

public sealed class LocalVolumesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshot_VolumeAtRest_IsEqualSparseAndIndependent()
    {
        await using var fixture = new DiskFixture();
        var copy = new VolumeId("second");
        await fixture.UpAsync();
        var content = RandomNumberGenerator.GetBytes(3_000_001);
        await File.WriteAllBytesAsync(Path.Combine(fixture.MountAt, "file"), content, Stop);
        await fixture.DownAsync();

        await fixture.Volumes.SnapshotAsync(fixture.Id, copy, Stop);
        await fixture.Volumes.SnapshotAsync(fixture.Id, copy, Stop);

        await SameBytesAsync(fixture.DataFile(fixture.Id), fixture.DataFile(copy));
        (await AllocatedAsync(fixture.DataFile(copy))).ShouldBeLessThan(16 * MiB);
        await fixture.UpAsync();
        await File.WriteAllTextAsync(Path.Combine(fixture.MountAt, "file"), "changed", Stop);
        await fixture.DownAsync();
        var copyAt = Path.Combine(fixture.Root, "mounts", "second");
        await fixture.Disks.EnsureMountedAsync(copy, copyAt, 300 * MiB, Stop);
        (await File.ReadAllBytesAsync(Path.Combine(copyAt, "file"), Stop)).ShouldBe(content);
        (await fixture.Disks.UnmountAsync(copy, copyAt, Patience, Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task Snapshot_AttachedWithoutClone_SaysWhy()
    {
        await using var fixture = new DiskFixture();
        await fixture.UpAsync();
        if (await CanCloneAsync(fixture))
        {
            Assert.Skip("needs a temporary directory on a filesystem that cannot clone files");
        }

        var exception = await Should.ThrowAsync<VolumeBusyException>(() => fixture.Volumes.SnapshotAsync(fixture.Id, new VolumeId("second"), Stop));

        exception.Message.ShouldContain("cannot clone");
        fixture.Volumes.List().ShouldBe([fixture.Id]);
    }

    [Fact]
    public async Task Attach_ManyAtOnce_GivesOneDevice()
    {
        await using var fixture = new DiskFixture();
        await fixture.Volumes.CreateAsync(fixture.Id, 16 * MiB, (_, _) => Task.CompletedTask, Stop);

        var attached = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => fixture.Volumes.AttachAsync(fixture.Id, Stop))));

        attached.Select(volume => volume.DevicePath).Distinct().Count().ShouldBe(1);
        LoopDevice.List().Count(status => $"/dev/loop{status.Number}" == attached[0].DevicePath).ShouldBe(1);
        await Should.ThrowAsync<VolumeBusyException>(() => fixture.Volumes.DeleteAsync(fixture.Id, Stop));
        foreach (var volume in attached)
        {
            volume.Dispose();
        }

        (await fixture.Volumes.DetachAsync(fixture.Id, Patience, Stop)).ShouldBeTrue();
        await fixture.Volumes.DeleteAsync(fixture.Id, Stop);
        fixture.Volumes.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Attach_NoSuchVolume_Throws()
    {
        await using var fixture = new DiskFixture();

        (await Should.ThrowAsync<VolumeNotFoundException>(() => fixture.Volumes.AttachAsync(fixture.Id, Stop))).Id.ShouldBe(fixture.Id);
    }

    [Fact]
    public async Task Create_FillFails_LeavesNoVolumeAndCanBeTriedAgain()
    {
        await using var fixture = new DiskFixture();
        await Should.ThrowAsync<InvalidOperationException>(
            () => fixture.Volumes.CreateAsync(fixture.Id, MiB, (_, _) => throw new InvalidOperationException(), Stop));
        fixture.Volumes.List().ShouldBeEmpty();

        await fixture.Volumes.CreateAsync(fixture.Id, MiB, (path, _) => File.AppendAllTextAsync(path, "x", Stop), Stop);

        fixture.Volumes.List().ShouldBe([fixture.Id]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("A")]
    public void VolumeId_NotAName_Throws(string text) => Should.Throw<ArgumentException>(() => new VolumeId(text));

    private static async Task SameBytesAsync(string left, string right)
    {
        // What is written lies at the beginning; the rest of both is holes.
        new FileInfo(left).Length.ShouldBe(new FileInfo(right).Length);
        await using var first = File.OpenRead(left);
        await using var second = File.OpenRead(right);
        var (one, other) = (new byte[MiB], new byte[MiB]);
        foreach (var offset in Enumerable.Range(0, 512).Select(index => index * MiB))
        {
            first.Position = second.Position = offset;
            await first.ReadExactlyAsync(one, Stop);
            await second.ReadExactlyAsync(other, Stop);
            one.AsSpan().SequenceEqual(other).ShouldBeTrue($"at {offset}");
        }
    }

    private static async Task<long> AllocatedAsync(string file) => 1024 * long.Parse((await Tool.RunAsync("du", ["-k", file], null, Stop)).Split('\t')[0]);

    private static async Task<bool> CanCloneAsync(DiskFixture fixture)
    {
        var file = Path.Combine(fixture.Root, "clone");
        await File.WriteAllTextAsync(file, "x", Stop);
        try
        {
            await Tool.RunAsync("cp", ["--reflink=always", file, file + "2"], null, Stop);
            return true;
        }
        catch (ToolException)
        {
            return false;
        }
    }
}
