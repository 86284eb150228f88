using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Sessions;

/// <summary>Whoever is attached to a session.</summary>
internal interface ISessionClient
{
    /// <summary>Something in the session changed.</summary>
    void Wake();

    /// <summary>The session goes on without this client.</summary>
    void Detach(AgentError reason);
}
