using System.Collections.Concurrent;
using System.Net.WebSockets;
using Bothy.Api.Problems;
using Bothy.Api.Tunnels;
using Bothy.Server.Http;
using Bothy.Server.Resources;

namespace Bothy.Server.Tunnels;

/// <summary>Brings those who want a tunnel together with the runner that can open it.</summary>
internal sealed class TunnelBroker(TimeProvider time)
{
    /// <summary>How long a runner may take to dial.</summary>
    public static readonly TimeSpan DialTimeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, RunnerLink> _links = new();
    private readonly ConcurrentDictionary<Guid, PendingTunnel> _pending = new();

    public bool IsConnected(string runner) => _links.ContainsKey(runner);

    /// <summary>
    /// Serves a runner's control WebSocket to its end. A newer link of the runner takes the place of an older one, and hears again what nobody has answered yet: a runner that
    /// was killed took it along.
    /// </summary>
    public async Task ServeLinkAsync(string runner, WebSocket socket, CancellationToken cancellationToken)
    {
        var link = new RunnerLink(socket);
        _links.AddOrUpdate(
            runner,
            link,
            (_, older) =>
            {
                older.Close();
                return link;
            });
        foreach (var pending in _pending.Values.Where(pending => pending.Runner == runner))
        {
            link.TrySend(pending.Request);
        }

        try
        {
            await link.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _links.TryRemove(KeyValuePair.Create(runner, link));
        }
    }

    /// <summary>Asks the runner for a tunnel and waits until it dials, refuses, or takes too long.</summary>
    public async Task<Outcome<RunnerTunnel>> OpenAsync(string runner, TunnelRequest request, CancellationToken cancellationToken)
    {
        if (!_links.TryGetValue(runner, out var link))
        {
            return Problems.RunnerUnavailable($"Runner '{runner}' is not connected. Look whether `bothyd runner` runs on its host, and at its log.");
        }

        var pending = new PendingTunnel(runner, request);
        _pending[request.Tunnel] = pending;
        try
        {
            if (!link.TrySend(request))
            {
                return Problems.RunnerUnavailable($"Runner '{runner}' is busy with other tunnels or just left. Try again.");
            }

            var dialled = await pending.Answer.WaitAsync(DialTimeout, time, cancellationToken).ConfigureAwait(false);
            return dialled.Problem is { } problem ? problem : new RunnerTunnel(dialled.Socket!, dialled.Ended!);
        }
        catch (TimeoutException)
        {
            return Abandon(pending) ?? (Outcome<RunnerTunnel>)Problems.Timeout($"Runner '{runner}' did not open the tunnel within {DialTimeout.TotalSeconds} s. Look at its log.");
        }
        catch (OperationCanceledException)
        {
            using var late = Abandon(pending);
            throw;
        }
        finally
        {
            _pending.TryRemove(request.Tunnel, out _);
        }
    }

    public bool IsAwaited(string runner, Guid tunnel) => _pending.TryGetValue(tunnel, out var pending) && pending.Runner == runner;

    /// <returns>Completes when the tunnel is no longer needed; null if nobody waits for it.</returns>
    public Task? Dial(string runner, Guid tunnel, WebSocket socket) =>
        _pending.TryGetValue(tunnel, out var pending) && pending.Runner == runner ? pending.Dial(socket) : null;

    /// <returns>False if nobody waits for it.</returns>
    public bool Refuse(string runner, Guid tunnel, TunnelRefusal refusal) =>
        _pending.TryGetValue(tunnel, out var pending) && pending.Runner == runner && pending.Refuse(Describe(refusal));

    private static Problem Describe(TunnelRefusal refusal) =>
        refusal.Reason == ProblemReason.NotRunning ? Problems.NotRunning(refusal.Message) : Problems.Refused(refusal.Reason, refusal.Message);

    /// <summary>Closes the door to a runner that dials too late; the tunnel of one that came through it just before.</summary>
    private static RunnerTunnel? Abandon(PendingTunnel pending) =>
        !pending.Refuse(new Problem()) && pending.Answer.Result is { Socket: { } socket, Ended: { } ended } ? new RunnerTunnel(socket, ended) : null;
}
