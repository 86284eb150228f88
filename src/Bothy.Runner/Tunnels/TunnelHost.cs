using System.Net.Sockets;
using Bothy.Api.Client;
using Bothy.Api.Remotes;
using Bothy.Api.Tunnels;
using Bothy.Runner.Environments;
using Bothy.Runner.Installation;
using Bothy.Runner.Logs;
using Bothy.Runner.Remotes;

namespace Bothy.Runner.Tunnels;

/// <summary>Answers the server's requests for streams: dials a tunnel for each and splices it to an agent's socket or a log.</summary>
internal sealed class TunnelHost(
    BothyClient api, string runner, InstallationPaths installation, EnvironmentLogs logs, EnvironmentCache environments, RemoteOffers offers, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Serves until cancelled, whatever becomes of the server.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (var request in api.Tunnels.AcceptAsync(runner, cancellationToken))
                {
                    _ = ServeAsync(request, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                // Not registered yet, or the server is away.
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Serves one tunnel to its end. Its peers see how it ended; nobody else needs to.</summary>
    private async Task ServeAsync(TunnelRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await (request.Target switch
            {
                TunnelTarget.Agent => ServeAgentAsync(request, cancellationToken),
                TunnelTarget.Log => ServeLogAsync(request, cancellationToken),
                TunnelTarget.Remote => ServeOfferAsync(request, cancellationToken),
                _ => RefuseAsync(request, "UnknownTarget", $"This runner knows no tunnel to {request.Target}. Update it.", cancellationToken),
            });
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            // One of the two ends is gone.
        }
    }

    private async Task ServeAgentAsync(TunnelRequest request, CancellationToken cancellationToken)
    {
        using var agent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await agent.ConnectAsync(new UnixDomainSocketEndPoint(installation.AgentSocket(request.Environment)), cancellationToken);
        }
        catch (SocketException)
        {
            await RefuseAsync(request, "NotRunning", "The environment's machine does not run. Start it with `bothy start`.", cancellationToken);
            return;
        }

        await using var tunnel = await api.Tunnels.OpenAsync(runner, request, cancellationToken);
        await Splice.RunAsync(tunnel, agent, cancellationToken);
    }

    private async Task ServeOfferAsync(TunnelRequest request, CancellationToken cancellationToken)
    {
        if (environments.Find(request.Environment) is { } environment && GitRemote.Of(environment.Spec.Content) is null)
        {
            await RefuseAsync(request, TunnelRefusal.NoRemote, "The environment was made from nothing that has a git remote.", cancellationToken);
            return;
        }

        await using var tunnel = await api.Tunnels.OpenAsync(runner, request, cancellationToken);
        await offers.KeepAsync(request.Environment, tunnel, cancellationToken);
    }

    private async Task ServeLogAsync(TunnelRequest request, CancellationToken cancellationToken)
    {
        await using var tunnel = await api.Tunnels.OpenAsync(runner, request, cancellationToken);
        if (request.Arguments?.GetValueOrDefault("follow") != "true")
        {
            await logs.Of(request.Environment).CopyToAsync(tunnel, follow: false, cancellationToken);
            await tunnel.CompleteWritesAsync(cancellationToken);
            return;
        }

        // The reader sends nothing; what comes is its end.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var copying = logs.Of(request.Environment).CopyToAsync(tunnel, follow: true, gone.Token);
        await Task.WhenAny(copying, tunnel.ReadAsync(new byte[1], cancellationToken).AsTask());
        await gone.CancelAsync();
        await copying;
    }

    private Task RefuseAsync(TunnelRequest request, string reason, string message, CancellationToken cancellationToken) =>
        api.Tunnels.RefuseAsync(runner, request, new TunnelRefusal { Reason = reason, Message = message }, cancellationToken);
}
