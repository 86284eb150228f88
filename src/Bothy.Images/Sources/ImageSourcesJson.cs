using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bothy.Images.Sources;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ImageSourcesConfiguration))]
internal sealed partial class ImageSourcesJson : JsonSerializerContext;
