using Bothy.Daemon.Logs;
using Bothy.Linux.Logs;

namespace Bothy.Daemon.Tests.Logs;

public sealed class LogFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bothy-test-").FullName;

    private string Log => Path.Combine(_directory, "x.log");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Append_BeyondTheLimit_StartsOverAndKeepsTwoGenerations()
    {
        using var file = new LogFile(Log, limit: 100);
        for (var i = 0; i < 50; i++)
        {
            file.Append($"line {i:000}\n");
        }

        Directory.EnumerateFiles(_directory).Select(Path.GetFileName).Order().ShouldBe(["x.log", "x.log.1", "x.log.2"]);
        new FileInfo(Log).Length.ShouldBeLessThanOrEqualTo(110);
        string.Concat(new[] { Log + ".2", Log + ".1", Log }.Select(File.ReadAllText))
            .ShouldBe(string.Concat(Enumerable.Range(50 - 26, 26).Select(i => $"line {i:000}\n")));
    }

    [Fact]
    public void Append_AnotherWriterHasItOpen_BothWriteIntoTheBoundedFile()
    {
        using var inherited = AppendOnlyFile.Open(Log);
        using var file = new LogFile(Log, limit: 100);
        file.Append(new string('x', 100) + "\n");
        file.Append("starts over\n");

        RandomAccess.Write(inherited, "crash\n"u8, 0);

        File.ReadAllText(Log).ShouldBe("starts over\ncrash\n");
    }

    [Fact]
    public void Append_FromManyThreads_KeepsLinesWhole()
    {
        using var file = new LogFile(Log, limit: 1 << 20);
        Parallel.For(0, 1000, i => file.Append($"line {i:000}\n"));

        File.ReadAllLines(Log).Order().ShouldBe(Enumerable.Range(0, 1000).Select(i => $"line {i:000}"));
    }

    [Fact]
    public void Append_FullDisk_LosesTextNotTheCaller()
    {
        using var file = new LogFile("/dev/full");
        file.Append("one\n");

        Should.NotThrow(() => file.Append("two\n"));
    }

    [Fact]
    public void Read_LinesSinceAnOffset_OnlyThose()
    {
        File.WriteAllText(Log, "before\n");
        var length = LogTail.Length(Log);
        File.AppendAllText(Log, "one\ntwo\nthree\n");

        LogTail.Read(Log, length, 2).ShouldBe(["two", "three"]);
        LogTail.Read(Log, length, 10).ShouldBe(["one", "two", "three"]);
    }
}
