using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Activity;

/// <summary>Remembers when something last happened, by a clock that nobody sets.</summary>
internal sealed class ActivityRecord(TimeProvider time)
{
    private long? input;
    private long? output;
    private long? exec;
    private long? forward;
    private int forwarded;

    public void NoteInput() => input = time.GetTimestamp();

    public void NoteOutput() => output = time.GetTimestamp();

    public void NoteExec() => exec = time.GetTimestamp();

    public void NoteForward() => forward = time.GetTimestamp();

    /// <summary>Counts a forwarded connection until it is disposed.</summary>
    public IDisposable CountForward()
    {
        forwarded++;
        return new Counted(this);
    }

    /// <summary>The record as times of day.</summary>
    public AgentActivity Report(int running, int attached) => new()
    {
        LastInputAt = TimeOf(input),
        LastOutputAt = TimeOf(output),
        LastExecAt = TimeOf(exec),
        LastForwardAt = TimeOf(forward),
        RunningSessions = running,
        AttachedSessions = attached,
        ForwardedConnections = forwarded,
    };

    private DateTimeOffset? TimeOf(long? timestamp) =>
        timestamp is { } then ? time.GetUtcNow() - time.GetElapsedTime(then) : null;

    private sealed class Counted(ActivityRecord record) : IDisposable
    {
        public void Dispose() => record.forwarded--;
    }
}
