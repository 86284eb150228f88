using System.Text.Json;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Wire;

namespace Bothy.Agent.Connections;

/// <summary>Reads requests.</summary>
internal static class RequestReader
{
    /// <exception cref="OperationFailedException">The frame holds no request.</exception>
    public static AgentRequest Read(Frame frame)
    {
        if (frame.Type != FrameType.Request)
        {
            throw new OperationFailedException(
                AgentReason.ProtocolError, $"The first frame has type {(byte)frame.Type}; a connection begins with a request.");
        }

        try
        {
            return JsonSerializer.Deserialize(frame.Payload.Span, AgentJson.Default.AgentRequest)
                ?? throw new OperationFailedException(AgentReason.InvalidRequest, "The request is null.");
        }
        catch (JsonException exception)
        {
            throw new OperationFailedException(AgentReason.InvalidRequest, $"The request is not valid: {exception.Message}");
        }
    }

    /// <summary>The argument that an operation needs.</summary>
    /// <exception cref="OperationFailedException">The request lacks it.</exception>
    public static T Require<T>(T? argument, AgentRequest request)
        where T : class =>
        argument ?? throw new OperationFailedException(AgentReason.InvalidRequest, $"The request lacks the argument of '{request.Operation}'.");
}
