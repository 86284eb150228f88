using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Connections;

/// <summary>Knows the operations by name.</summary>
internal sealed class OperationDispatcher
{
    private readonly Dictionary<string, Func<AgentRequest, ClientConnection, Task>> operations = new(StringComparer.Ordinal);

    /// <summary>The operations that can be asked for, sorted.</summary>
    public IReadOnlyList<string> Capabilities => [.. operations.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds an operation that takes the connection over.</summary>
    public OperationDispatcher Add(string name, Func<AgentRequest, ClientConnection, Task> serve)
    {
        operations.Add(name, serve);
        return this;
    }

    /// <summary>Adds an operation that is one answer.</summary>
    public OperationDispatcher Add(string name, Func<AgentRequest, AgentResponse> answer) =>
        Add(name, async (request, connection) => await connection.Writer.WriteAsync(answer(request)));

    /// <summary>Serves a request.</summary>
    /// <exception cref="OperationFailedException">It cannot be done.</exception>
    public Task ServeAsync(AgentRequest request, ClientConnection connection) =>
        operations.TryGetValue(request.Operation, out var serve)
            ? serve(request, connection)
            : throw new OperationFailedException(
                AgentReason.UnknownOperation,
                $"This agent has no operation '{request.Operation}'; it has {string.Join(", ", Capabilities)}. Restart the environment to get a newer agent.");
}
