using System.Text.Json.Serialization;

namespace Bothy.Runner.Builds;

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<Guid, DateTimeOffset>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(BuildInputs.Seen))]
internal sealed partial class BuildJson : JsonSerializerContext;
