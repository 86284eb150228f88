namespace Bothy.Api.Agents.Messages;

/// <summary>Reasons of <see cref="AgentError"/> that callers tell apart.</summary>
public static class AgentReason
{
    /// <summary>The request cannot be understood, or a value in it is out of range.</summary>
    public const string InvalidRequest = "invalidRequest";

    /// <summary>This agent has no such operation: see <see cref="AgentInformation.Capabilities"/>.</summary>
    public const string UnknownOperation = "unknownOperation";

    /// <summary>No session has this id: it never was, or it ended and was forgotten, or the environment restarted.</summary>
    public const string UnknownSession = "unknownSession";

    /// <summary>The environment's <c>/etc/passwd</c> or <c>/etc/group</c> has no such user or group.</summary>
    public const string UnknownUser = "unknownUser";

    /// <summary>The user has no login shell, and neither <c>/bin/bash</c> nor <c>/bin/sh</c> exists.</summary>
    public const string NoShell = "noShell";

    /// <summary>No process could be started, for want of processes, memory or terminals.</summary>
    public const string CannotStart = "cannotStart";

    /// <summary>The agent keeps as many sessions, or connections, as it may.</summary>
    public const string TooMany = "tooMany";

    /// <summary>Another client attached to the session.</summary>
    public const string TakenOver = "takenOver";

    /// <summary>Nothing accepted the forwarded connection.</summary>
    public const string ConnectFailed = "connectFailed";

    /// <summary>The peer broke the protocol.</summary>
    public const string ProtocolError = "protocolError";

    /// <summary>The environment is shutting down.</summary>
    public const string ShuttingDown = "shuttingDown";

    /// <summary>Files could not be copied.</summary>
    public const string CopyFailed = "copyFailed";

    /// <summary>An error that the agent did not expect.</summary>
    public const string Internal = "internal";
}
