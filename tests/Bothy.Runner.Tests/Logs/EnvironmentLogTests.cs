using System.Text;
using Bothy.Runner.Logs;

namespace Bothy.Runner.Tests.Logs;

public sealed class EnvironmentLogTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("log-").FullName;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    private EnvironmentLog Log => new(directory, TimeProvider.System);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task CopyTo_NotFollowing_IsAllThereIs()
    {
        var log = Log;
        log.Info("image", "one");
        log.Write("postCreateCommand", "stdout", "two \u001b[31m \"quoted\"");
        using var copy = new MemoryStream();

        await Log.CopyToAsync(copy, follow: false, cancellation);

        var lines = Encoding.UTF8.GetString(copy.ToArray()).TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain("\"text\":\"one\"");
    }

    [Fact]
    public async Task CopyTo_Following_GetsWhatComesLater()
    {
        var log = Log;
        log.Info("image", "before");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await using var seen = new SignallingStream("after", stop);

        var following = log.CopyToAsync(seen, follow: true, stop.Token);
        log.Info("image", "after");

        await Should.ThrowAsync<OperationCanceledException>(following);
        seen.Found.ShouldBeTrue();
    }

    [Fact]
    public void Write_HugeText_IsCut()
    {
        Log.Info("image", new string('x', 1 << 20));

        new FileInfo(Path.Combine(directory, "log.ndjson")).Length.ShouldBeLessThan(16_384);
    }

    /// <summary>Cancels when the awaited text has been written to it.</summary>
    private sealed class SignallingStream(string awaited, CancellationTokenSource stop) : MemoryStream
    {
        public bool Found { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            if (Encoding.UTF8.GetString(ToArray()).Contains(awaited, StringComparison.Ordinal))
            {
                Found = true;
                await stop.CancelAsync();
            }
        }
    }
}
