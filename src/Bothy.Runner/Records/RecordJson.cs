using System.Text.Json.Serialization;
using Bothy.Api.Environments;

namespace Bothy.Runner.Records;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(EnvironmentRecord))]
[JsonSerializable(typeof(StartRecord))]
[JsonSerializable(typeof(IReadOnlyList<EgressRule>))]
internal sealed partial class RecordJson : JsonSerializerContext;
