using System.Text.Json.Serialization;

namespace Bothy.Api.Remotes;

/// <summary>The JSON form of the messages between a git inside and who answers it. Unknown members are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RemoteRequest))]
[JsonSerializable(typeof(RemoteResponse))]
public sealed partial class RemoteJson : JsonSerializerContext;
