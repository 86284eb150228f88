namespace Bothy.Api.Agents.Transports;

/// <summary>A way to reach an environment's agent.</summary>
public interface IAgentTransport
{
    /// <summary>
    /// Opens a new duplex stream to the agent. Its end of reading, and any exception while reading or writing, is a lost connection; disposing
    /// it ends both directions.
    /// </summary>
    /// <exception cref="AgentException">The agent cannot be reached, and trying again will not help.</exception>
    /// <remarks>Any other exception but cancellation means that trying again may help.</remarks>
    ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken);
}
