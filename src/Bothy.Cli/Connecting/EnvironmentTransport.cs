using System.Net;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Transports;
using Bothy.Api.Client;

namespace Bothy.Cli.Connecting;

/// <summary>Reaches an environment's agent through the API.</summary>
/// <remarks>
/// The first connection is tried for a short while only: somebody waits to see whether it works at all. One that was there is worth
/// more patience, which is the session's.
/// </remarks>
internal sealed class EnvironmentTransport(BothyClient client, string environment, TimeProvider time) : IAgentTransport
{
    /// <summary>The reason of an <see cref="AgentException"/> where the server, not the agent, said no.</summary>
    public const string Unreachable = "unreachable";

    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(10);

    private readonly long started = time.GetTimestamp();
    private volatile bool wasConnected;

    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var stream = await client.ConnectAgentAsync(environment, cancellationToken);
            wasConnected = true;
            return stream;
        }
        catch (ApiException refused) when (IsFinal(refused.Status))
        {
            throw new AgentException(Unreachable, refused.Detail ?? refused.Title, refused);
        }
        catch (Exception error) when (error is not OperationCanceledException && !wasConnected && time.GetElapsedTime(started) > FirstPatience)
        {
            throw new AgentException(Unreachable, error is ApiException api ? api.Detail ?? api.Title : error.Message, error);
        }
    }

    /// <summary>The server knows what it says: there is none, it does not run, the token is wrong. What a restart mends is not final.</summary>
    private static bool IsFinal(HttpStatusCode status) => (int)status is >= 400 and < 500 && status is not HttpStatusCode.RequestTimeout;
}
