using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Logs;
using Bothy.Api.Problems;
using Bothy.Api.Resources;
using Bothy.Api.Runners;
using Bothy.Api.Servers;
using Bothy.Api.Tunnels;

namespace Bothy.Api.Json;

/// <summary>The JSON form of everything that crosses the API.</summary>
/// <remarks>
/// Generated readers pass every <c>init</c> member to an object initializer, so that a member which a document leaves out would lose
/// the default its type declares (dotnet/runtime issue 84484). Members with a default are therefore declared <c>set</c>.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(EnvironmentResource))]
[JsonSerializable(typeof(ResourceList<EnvironmentResource>))]
[JsonSerializable(typeof(WatchEvent<EnvironmentResource>))]
[JsonSerializable(typeof(EnvironmentClassResource))]
[JsonSerializable(typeof(ResourceList<EnvironmentClassResource>))]
[JsonSerializable(typeof(WatchEvent<EnvironmentClassResource>))]
[JsonSerializable(typeof(RunnerResource))]
[JsonSerializable(typeof(ResourceList<RunnerResource>))]
[JsonSerializable(typeof(WatchEvent<RunnerResource>))]
[JsonSerializable(typeof(IReadOnlyList<EgressRule>))]
[JsonSerializable(typeof(RunnerHeartbeat))]
[JsonSerializable(typeof(GitCredentials))]
[JsonSerializable(typeof(TunnelRequest))]
[JsonSerializable(typeof(TunnelRefusal))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(LocalEndpoint))]
[JsonSerializable(typeof(ServerVersion))]
public sealed partial class ApiJson : JsonSerializerContext;
