using Bothy.Linux.Files;

namespace Bothy.Linux.Tests.Files;

public sealed class FileLockTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bothy-locks-").FullName;

    private string LockPath => Path.Combine(directory, "lock");

    [Fact]
    public void TryTake_Held_IsNullUntilReleased()
    {
        var first = FileLock.TryTake(LockPath).ShouldNotBeNull();

        FileLock.TryTake(LockPath).ShouldBeNull();
        first.Dispose();
        using var second = FileLock.TryTake(LockPath).ShouldNotBeNull();
    }

    [Fact]
    public async Task Take_Held_WaitsForTheHolder()
    {
        var first = FileLock.TryTake(LockPath)!;
        var waiting = FileLock.TakeAsync(LockPath, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse();

        first.Dispose();

        using var second = await waiting;
    }

    [Fact]
    public async Task Take_HolderDeletesTheFile_NeverGivesItToTwo()
    {
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < 25; i++)
                {
                    using var held = await FileLock.TakeAsync(LockPath, TestContext.Current.CancellationToken);
                    Interlocked.Increment(ref inside).ShouldBe(1);
                    await Task.Yield();
                    Interlocked.Decrement(ref inside);
                    File.Delete(LockPath);
                }
            },
            TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Take_Cancelled_GivesUp()
    {
        using var held = FileLock.TryTake(LockPath);
        using var stop = new CancellationTokenSource();
        var waiting = FileLock.TakeAsync(LockPath, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void TryTake_NoDirectory_Throws() => Should.Throw<DirectoryNotFoundException>(() => FileLock.TryTake(Path.Combine(directory, "absent", "lock")));

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
