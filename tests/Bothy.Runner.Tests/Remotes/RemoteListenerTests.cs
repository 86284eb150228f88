using System.Net.Sockets;
using Bothy.Runner.Remotes;

namespace Bothy.Runner.Tests.Remotes;

public sealed class RemoteListenerTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("listener-").FullName;
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private UnixDomainSocketEndPoint Place => new(Path.Combine(directory, "socket"));

    public RemoteListenerTests()
    {
        socket.Bind(Place);
        socket.Listen(16);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task DisposeAsync_OneIsServed_ReturnsWhenThatHasEnded()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var served = 0;
        var listener = new RemoteListener(socket, ServeAsync, TimeProvider.System, TestContext.Current.CancellationToken);
        using var client = await ConnectAsync();
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        var disposing = listener.DisposeAsync().AsTask();

        disposing.IsCompleted.ShouldBeFalse();
        mayEnd.SetResult();
        await disposing.WaitAsync(TestContext.Current.CancellationToken);
        served.ShouldBe(1);
        await Should.ThrowAsync<SocketException>(ConnectAsync);

        async Task ServeAsync(Socket connection, CancellationToken stop)
        {
            using (connection)
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
                await mayEnd.Task;
                served++;
            }
        }
    }

    [Fact]
    public async Task Accept_SomebodyLeftAtOnce_ServesTheNext()
    {
        var served = new SemaphoreSlim(0);
        await using var listener = new RemoteListener(
            socket,
            (connection, _) =>
            {
                connection.Dispose();
                served.Release();
                return Task.CompletedTask;
            },
            TimeProvider.System,
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 8; i++)
        {
            (await ConnectAsync()).Dispose();
        }

        for (var i = 0; i < 8; i++)
        {
            await served.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(Place, TestContext.Current.CancellationToken);
        return client;
    }
}
