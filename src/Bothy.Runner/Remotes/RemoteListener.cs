using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Bothy.Runner.Remotes;

/// <summary>Serves who connects to one socket, several at a time, until it is disposed; then nobody is served any more.</summary>
internal sealed class RemoteListener : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource stop;
    private readonly ConcurrentDictionary<Task, bool> serving = new();
    private readonly Socket socket;
    private readonly Func<Socket, CancellationToken, Task> serve;
    private readonly TimeProvider time;
    private readonly Task accepting;

    /// <param name="socket">Listens; belongs to this from now on.</param>
    /// <param name="serve">Serves one connection, which it disposes, to its end; must not throw.</param>
    /// <param name="stop">Ends serving, too.</param>
    public RemoteListener(Socket socket, Func<Socket, CancellationToken, Task> serve, TimeProvider time, CancellationToken stop)
    {
        (this.socket, this.serve, this.time) = (socket, serve, time);
        this.stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        accepting = AcceptAsync(this.stop.Token);
    }

    /// <summary>Ends what is being served, and returns when it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        socket.Dispose();
        await accepting;
        await Task.WhenAll(serving.Keys);
        stop.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    Serve(await socket.AcceptAsync(cancellationToken), cancellationToken);
                }
                catch (SocketException) when (!cancellationToken.IsCancellationRequested)
                {
                    // Who called has left again, or descriptors are short for a moment: the next one may have more luck (accept(2)).
                    await Task.Delay(Pause, time, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            // The environment stops, or the runner does.
        }
    }

    private void Serve(Socket client, CancellationToken cancellationToken)
    {
        var task = serve(client, cancellationToken);
        serving[task] = true;
        _ = task.ContinueWith(ended => serving.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
