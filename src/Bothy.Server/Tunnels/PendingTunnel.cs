using System.Net.WebSockets;
using Bothy.Api.Problems;
using Bothy.Api.Tunnels;

namespace Bothy.Server.Tunnels;

/// <summary>A tunnel that was asked for: whoever asked waits for the runner to dial, and the runner's request waits for the tunnel's end.</summary>
internal sealed class PendingTunnel(string runner, TunnelRequest request)
{
    private readonly TaskCompletionSource<Dialled> _dialled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The runner that was asked; no other may answer.</summary>
    public string Runner => runner;

    public TunnelRequest Request => request;

    public Task<Dialled> Answer => _dialled.Task;

    /// <returns>Completes when the tunnel is no longer needed; null if nobody waits for it.</returns>
    public Task? Dial(WebSocket socket)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _dialled.TrySetResult(new Dialled(socket, ended, null)) ? ended.Task : null;
    }

    public bool Refuse(Problem problem) => _dialled.TrySetResult(new Dialled(null, null, problem));

    /// <param name="Socket">The runner's side; null if it refused.</param>
    /// <param name="Ended">To be completed when the socket is no longer needed.</param>
    /// <param name="Problem">Why the runner refused.</param>
    public sealed record Dialled(WebSocket? Socket, TaskCompletionSource? Ended, Problem? Problem);
}
