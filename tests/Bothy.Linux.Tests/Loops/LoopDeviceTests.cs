using Bothy.Linux.Loops;

namespace Bothy.Linux.Tests.Loops;

public sealed class LoopDeviceTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-loops-").FullName;

    public LoopDeviceTests() =>
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/dev/loop-control"), "needs root and loop devices");

    [Fact]
    public void Attach_File_IsItsContentAsABlockDevice()
    {
        var file = Make("disk", 1 << 20);
        File.WriteAllText(file, "words".PadRight(1 << 20));

        using var device = LoopDevice.Attach(file, new LoopOptions());

        using var content = File.OpenHandle(device.Path);
        var start = new byte[5];
        RandomAccess.Read(content, start, 0);
        start.ShouldBe("words"u8.ToArray());
        device.Status.AutoClear.ShouldBeTrue();
        device.Status.ReadOnly.ShouldBeFalse();
        File.ReadAllText($"/sys/block/{Path.GetFileName(device.Path)}/queue/logical_block_size").Trim().ShouldBe("4096");
        File.ReadAllText($"/sys/block/{Path.GetFileName(device.Path)}/loop/backing_file").Trim().ShouldBe(file);
    }

    [Fact]
    public void Attach_ReadOnly_CannotBeWritten()
    {
        var file = Make("disk", 1 << 20);

        using var device = LoopDevice.Attach(file, new LoopOptions(ReadOnly: true, DirectIO: false, BlockSize: 512));

        device.Status.ReadOnly.ShouldBeTrue();
        device.Status.DirectIO.ShouldBeFalse();
        Should.Throw<Exception>(() =>
        {
            using var content = File.OpenHandle(device.Path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.Write(content, new byte[512], 0);
        });
    }

    [Fact]
    public void Find_ByAnyPath_IsTheSameDevice()
    {
        var file = Make("disk", 1 << 20);
        File.CreateSymbolicLink(Path.Combine(directory, "dir"), directory);
        using var device = LoopDevice.Attach(file, new LoopOptions());
        File.Move(file, file + ".moved");

        using var found = LoopDevice.Find(Path.Combine(directory, "dir", "disk.moved"));

        found.ShouldNotBeNull().Path.ShouldBe(device.Path);
        LoopDevice.List().ShouldContain(device.Status);
    }

    [Fact]
    public void Find_OtherOrNoFile_IsNull()
    {
        using var device = LoopDevice.Attach(Make("disk", 1 << 20), new LoopOptions());

        LoopDevice.Find(Make("other", 1 << 20)).ShouldBeNull();
        LoopDevice.Find(Path.Combine(directory, "absent")).ShouldBeNull();
    }

    [Fact]
    public async Task Dispose_LastUser_TakesTheFileAway()
    {
        var file = Make("disk", 1 << 20);
        var first = LoopDevice.Attach(file, new LoopOptions());
        var second = LoopDevice.Find(file)!;

        first.Dispose();
        LoopDevice.Find(file).ShouldNotBeNull().Dispose();
        second.Dispose();

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (LoopDevice.Find(file) is { } still)
        {
            still.Dispose();
            await Task.Delay(10, deadline.Token);
        }
    }

    [Fact]
    public async Task Attach_ManyAtOnce_EachGetsItsOwn()
    {
        var devices = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => Task.Run(() => LoopDevice.Attach(Make($"disk{i}", 1 << 20), new LoopOptions()), TestContext.Current.CancellationToken)));

        devices.Select(device => device.Path).Distinct().Count().ShouldBe(8);
        foreach (var device in devices)
        {
            device.Dispose();
        }
    }

    [Fact]
    public void Attach_NoFile_Throws() => Should.Throw<FileNotFoundException>(() => LoopDevice.Attach(Path.Combine(directory, "absent"), new LoopOptions()));

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string Make(string name, long length)
    {
        var file = Path.Combine(directory, name);
        using var made = File.Create(file);
        made.SetLength(length);
        return file;
    }
}
