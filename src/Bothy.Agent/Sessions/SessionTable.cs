using Bothy.Agent.Connections;
using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Sessions;

/// <summary>All sessions by id.</summary>
internal sealed class SessionTable
{
    /// <summary>No more sessions than this, ended ones that nobody asked about included.</summary>
    public const int MaximumSessions = 256;

    private readonly Dictionary<string, Session> sessions = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Session> All => sessions.Values;

    public Session? Find(string id) => sessions.GetValueOrDefault(id);

    /// <exception cref="OperationFailedException">There is none.</exception>
    public Session Get(string id) => Find(id) ?? throw new OperationFailedException(
        AgentReason.UnknownSession,
        $"There is no session '{id}': it never was, it ended and was forgotten, or the environment restarted.");

    /// <summary>Makes room for one more by forgetting one that ended and that nobody is attached to.</summary>
    /// <exception cref="OperationFailedException">Every session is in use.</exception>
    public void MakeRoom()
    {
        if (sessions.Count < MaximumSessions)
        {
            return;
        }

        var ended = sessions.Values.FirstOrDefault(session => session is { Exit: not null, IsAttached: false, IsPermanent: false })
            ?? throw new OperationFailedException(
                AgentReason.TooMany, $"The environment has {MaximumSessions} sessions, which is the most there may be: end some of them.");
        Forget(ended);
    }

    public void Add(Session session) => sessions.Add(session.Id, session);

    public void Forget(Session session)
    {
        if (sessions.Remove(session.Id))
        {
            session.Dispose();
        }
    }
}
