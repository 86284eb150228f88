using System.Net.WebSockets;

namespace Bothy.Server.Tunnels;

/// <summary>The runner's side of an open tunnel. Disposing lets the runner's request end.</summary>
internal sealed class RunnerTunnel(WebSocket socket, TaskCompletionSource ended) : IDisposable
{
    public WebSocket Socket => socket;

    public void Dispose() => ended.TrySetResult();
}
