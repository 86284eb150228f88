using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Api.Agents.Sessions;

namespace Bothy.Api.Agents.Messages;

/// <summary>The JSON form of the agent protocol's messages. Unknown members are ignored.</summary>
/// <remarks>The messages have setters, not initialisers: generated code would overwrite the defaults of members that the JSON lacks.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AgentRequest))]
[JsonSerializable(typeof(AgentResponse))]
[JsonSerializable(typeof(AgentError))]
[JsonSerializable(typeof(ExitStatus))]
public sealed partial class AgentJson : JsonSerializerContext;
