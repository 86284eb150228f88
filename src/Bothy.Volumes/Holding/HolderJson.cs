using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bothy.Volumes.Holding;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(JsonStringEnumConverter<HolderOperation>)])]
[JsonSerializable(typeof(HolderRequest))]
[JsonSerializable(typeof(HolderResponse))]
internal sealed partial class HolderJson : JsonSerializerContext;
