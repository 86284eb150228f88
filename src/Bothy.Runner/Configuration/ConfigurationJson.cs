using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bothy.Runner.Configuration;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(RunnerConfiguration))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
