using Bothy.Agent.Activity;
using Bothy.Agent.Connections;
using Bothy.Api.Agents.Messages;
using Bothy.Linux.Processes;

namespace Bothy.Agent.Sessions;

/// <summary>The operations on sessions.</summary>
internal sealed class SessionOperations(SessionTable table, SessionStarter starter, ActivityRecord activity)
{
    public void AddTo(OperationDispatcher dispatcher) => dispatcher
        .Add(AgentOperation.Execute, ExecuteAsync)
        .Add(AgentOperation.Attach, AttachAsync)
        .Add(AgentOperation.Sessions, _ => new AgentResponse { Sessions = [.. table.All.Select(session => session.Describe())] })
        .Add(AgentOperation.Signal, Signal)
        .Add(AgentOperation.Resize, Resize)
        .Add(AgentOperation.Entrypoint, StartEntrypoint)
        .Add(AgentOperation.CopyIn, CopyAsync)
        .Add(AgentOperation.CopyOut, CopyAsync);

    private Task ExecuteAsync(AgentRequest request, ClientConnection connection)
    {
        var exec = RequestReader.Require(request.Exec, request);
        return CreateOrAttachAsync(exec.Session, () => starter.Start(exec), request, connection);
    }

    private Task AttachAsync(AgentRequest request, ClientConnection connection)
    {
        var attach = RequestReader.Require(request.Attach, request);
        var session = table.Get(RequestReader.Require(attach.Session, request));
        return new SessionConnection(session, connection, activity).RunAsync(attach, created: false);
    }

    private Task CopyAsync(AgentRequest request, ClientConnection connection)
    {
        var copy = RequestReader.Require(request.Copy, request);
        return CreateOrAttachAsync(
            copy.Session, () => starter.StartOwn(copy.Session, copy.User, [request.Operation, copy.Path]), request, connection);
    }

    private Task CreateOrAttachAsync(string id, Func<Session> create, AgentRequest request, ClientConnection connection)
    {
        var known = table.Find(id);
        return new SessionConnection(known ?? create(), connection, activity).RunAsync(request.Attach, created: known is null);
    }

    private AgentResponse Signal(AgentRequest request)
    {
        var (id, signal) = RequestReader.Require(request.Signal, request);
        if (signal is < 1 or > Signals.Highest)
        {
            throw new OperationFailedException(AgentReason.InvalidRequest, $"There is no signal {signal}.");
        }

        table.Get(id).Signal(signal);
        return new AgentResponse();
    }

    private AgentResponse Resize(AgentRequest request)
    {
        var (id, size) = RequestReader.Require(request.Resize, request);
        SessionRequestRules.CheckSize(size);
        table.Get(id).Streams.Resize(size.Columns, size.Rows);
        return new AgentResponse();
    }

    /// <summary>Starts the image's own program, once.</summary>
    private AgentResponse StartEntrypoint(AgentRequest request)
    {
        var known = table.Find(EntrypointState.SessionId);
        var session = known;
        if (session is null)
        {
            var exec = RequestReader.Require(request.Exec, request);
            session = starter.Start(
                exec with { Session = EntrypointState.SessionId, Overflow = Api.Agents.Sessions.OutputOverflow.DropOldest }, permanent: true);
            session.Streams.Input.End(0);
        }

        return new AgentResponse
        {
            Entrypoint = new EntrypointState { Started = known is null, ProcessId = session.ProcessId, Exit = session.Exit },
        };
    }
}
