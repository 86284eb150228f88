using Bothy.Api.Agents.Wire;

namespace Bothy.Api.Agents.Client;

/// <summary>How a client keeps hold of a session.</summary>
public sealed record RemoteProcessOptions
{
    /// <summary>How long a lost connection is tried again before the process counts as lost; also for the first connection. Default: one minute.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of each output stream that wait here for the caller, 4096 to 1 MiB. Default: 1 MiB.</summary>
    public int Window { get; init; } = AgentProtocol.DefaultWindow;

    /// <summary>
    /// True (the default) lets the agent forget the session as soon as the exit status arrived; false keeps it for ten minutes, for whoever may
    /// have to ask again.
    /// </summary>
    public bool AcknowledgeExit { get; init; } = true;

    /// <summary>Called when a connection is lost and the next is being tried; with why.</summary>
    public Action<Exception>? ConnectionLost { get; init; }

    /// <summary>Called when a lost connection is back.</summary>
    public Action? ConnectionRestored { get; init; }

    /// <summary>Called when the agent dropped output meanwhile (only sessions that drop their oldest do); with the number of bytes.</summary>
    public Action<long>? OutputDropped { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
