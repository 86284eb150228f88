using System.Collections.Concurrent;
using System.Net.Sockets;
using Bothy.Api.Agents.Wire;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Remotes;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Logs;
using Bothy.Sandboxes.Containers;

namespace Bothy.Runner.Remotes;

/// <summary>
/// Answers a git inside: with what the server keeps for its environment, else by passing the request on to somebody who offered to answer.
/// What comes from inside is hostile until the policy has let it pass.
/// </summary>
internal sealed class RemoteAnswers(EnvironmentCache environments, RemoteOffers offers, HeldSsh heldSsh, EnvironmentLogs logs, BothyClient api)
{
    private const string Part = "content";
    private const int MostAtOnce = 8;
    private static readonly TimeSpan TimeToAsk = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, int> serving = new();

    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(Guid environment, Socket socket, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (serving.AddOrUpdate(environment, 1, static (_, count) => count + 1) <= MostAtOnce)
            {
                await using var connection = new RemoteConnection(stream);
                await ServeAsync(environment, stream, connection, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or AgentProtocolException or ApiException or HttpRequestException
            or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two ends is gone, or speaks another language.
        }
        catch (Exception exception) when (exception is EnvironmentFault or ContainerException)
        {
            logs.Of(environment).Error(Part, $"git inside got no answer: {exception.Message}");
        }
        finally
        {
            serving.AddOrUpdate(environment, 0, static (_, count) => count - 1);
        }
    }

    private async Task ServeAsync(Guid environment, NetworkStream stream, RemoteConnection connection, CancellationToken cancellationToken)
    {
        var request = await ReceiveAsync(connection, cancellationToken);
        var resource = environments.Find(environment);
        var remote = resource is null ? null : GitRemote.Of(resource.Spec.Content);

        // How much access there is, whoever has it decides; what the server keeps is for the environment's own repository.
        if (RemotePolicy.Check(remote, GitAccess.Host, request) is { } refusal)
        {
            await connection.SendAsync(refusal, cancellationToken);
            return;
        }

        var held = await api.FindCredentialsAsync(environment.ToString(), cancellationToken);
        if (held is { Password: not null } && request.Operation == RemoteRequest.Password)
        {
            await connection.SendAsync(new RemoteResponse { Username = held.Username, Password = held.Password }, cancellationToken);
        }
        else if (held is { SshPrivateKey: not null } && request.Operation == RemoteRequest.Ssh)
        {
            await ServeHeldAsync(environment, remote!, request, held, connection, cancellationToken);
        }
        else if (await offers.TakeAsync(environment, cancellationToken) is { } offer)
        {
            await PassOnAsync(stream, offer, request, cancellationToken);
        }
        else
        {
            await connection.SendAsync(Nobody(resource!, remote!), cancellationToken);
        }
    }

    private async Task ServeHeldAsync(
        Guid environment, GitRemote remote, RemoteRequest request, GitCredentials held, RemoteConnection connection, CancellationToken cancellationToken)
    {
        if (RemotePolicy.Check(remote, GitAccess.Push, request) is { } refusal)
        {
            await connection.SendAsync(refusal, cancellationToken);
            return;
        }

        await heldSsh.ServeAsync(environment, remote, request, held, connection, cancellationToken);
    }

    private static async Task<RemoteRequest> ReceiveAsync(RemoteConnection connection, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeToAsk);
        return await connection.ReceiveRequestAsync(deadline.Token);
    }

    /// <summary>Hands the request over, and from then on bytes, which this process does not look at.</summary>
    private static async Task PassOnAsync(NetworkStream inside, RemoteOffer offer, RemoteRequest request, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // Not disposed: that would close the tunnel before its last bytes were read.
            await new RemoteConnection(offer.Tunnel).SendAsync(request, cancellationToken);
            var outwards = OutwardsAsync(inside, offer, ended.Token);
            await inside.WriteAsync(await offer.First, cancellationToken);
            await offer.Tunnel.CopyToAsync(inside, cancellationToken);
            await ended.CancelAsync();
            await outwards;
        }
        finally
        {
            await ended.CancelAsync();
            offer.Finish();
        }
    }

    private static async Task OutwardsAsync(NetworkStream inside, RemoteOffer offer, CancellationToken cancellationToken)
    {
        try
        {
            await inside.CopyToAsync(offer.Tunnel, cancellationToken);
            await offer.Tunnel.CompleteWritesAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The other direction ends, too.
        }
    }

    private static RemoteResponse Nobody(EnvironmentResource environment, GitRemote remote) => RemoteResponse.Refused(
        RemoteResponse.Nobody,
        $"nobody is connected who could give access to {remote.Host}: run git in `bothy shell {environment.Metadata.Name}`, or keep one open meanwhile.");
}
