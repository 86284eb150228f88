using System.Text.Json.Serialization;

namespace Bothy.Daemon.Readiness;

/// <summary>What a server writes about itself when it listens.</summary>
internal sealed record Endpoint(Uri Url, int Pid);

[JsonSerializable(typeof(Endpoint))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class EndpointJson : JsonSerializerContext;
