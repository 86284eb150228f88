using System.Text.Json;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Agents.Wire;

namespace Bothy.Agent.Connections;

/// <summary>Sends responses.</summary>
internal static class FrameWriterJson
{
    public static ValueTask WriteAsync(this FrameWriter writer, AgentResponse response, FrameType type = FrameType.Response) =>
        writer.WriteAsync(type, JsonSerializer.SerializeToUtf8Bytes(response, AgentJson.Default.AgentResponse), CancellationToken.None);
}
