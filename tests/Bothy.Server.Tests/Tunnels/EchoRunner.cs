using Bothy.Api.Client;
using Bothy.Api.Tunnels;

namespace Bothy.Server.Tests.Tunnels;

/// <summary>A runner that serves tunnels as a test says.</summary>
internal sealed class EchoRunner : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private EchoRunner(BothyClient api, string name, Func<TunnelRequest, Task> serve) => _accepting = Task.Run(async () =>
    {
        await foreach (var request in api.Tunnels.AcceptAsync(name, _stop.Token))
        {
            _ = serve(request);
        }
    });

    /// <summary>Returns once the server knows of the runner's link.</summary>
    /// <param name="serve">What to do with an opened tunnel; it is closed afterwards.</param>
    public static Task<EchoRunner> StartAsync(TestServer server, Func<TunnelRequest, TunnelStream, Task> serve) =>
        StartRawAsync(server, async request =>
        {
            await using var tunnel = await server.Api.Tunnels.OpenAsync("host", request, TestContext.Current.CancellationToken);
            await serve(request, tunnel);
        });

    public static async Task<EchoRunner> StartRawAsync(TestServer server, Func<TunnelRequest, Task> serve)
    {
        var linked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runner = new EchoRunner(server.Api, "host", request =>
        {
            if (!linked.Task.IsCompleted)
            {
                linked.TrySetResult();
                return server.Api.Tunnels.RefuseAsync("host", request, new TunnelRefusal { Reason = "Probe", Message = "linked" }, CancellationToken.None);
            }

            return serve(request);
        });
        await Deadline.Until(async () =>
        {
            using var response = await server.SendAsync(HttpMethod.Get, "environments/probe/logs");
            return linked.Task.IsCompleted;
        });
        return runner;
    }

    public static async Task EchoAsync(TunnelRequest request, TunnelStream tunnel)
    {
        await tunnel.CopyToAsync(tunnel, TestContext.Current.CancellationToken);
        await tunnel.CompleteWritesAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_accepting);
        _stop.Dispose();
    }
}
