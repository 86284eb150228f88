using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Control;

/// <summary>JSON of the protocol: members that are not known are ignored, so that peers of different versions understand each other.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(JsonStringEnumConverter<VolumesOperation>), typeof(JsonStringEnumConverter<VolumesReason>), typeof(JsonStringEnumConverter<IoPriority>)])]
[JsonSerializable(typeof(VolumesRequest))]
[JsonSerializable(typeof(VolumesResponse))]
internal sealed partial class VolumesJson : JsonSerializerContext;
