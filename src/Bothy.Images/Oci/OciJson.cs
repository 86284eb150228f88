using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Bothy.Images.Oci;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OciManifest))]
internal sealed partial class OciJson : JsonSerializerContext
{
    /// <summary>Parses untrusted JSON.</summary>
    /// <param name="name">What it is, for the message.</param>
    /// <exception cref="ImageException">It is not such a document.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> content, JsonTypeInfo<T> type, string name)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw new ImageException(ImageProblem.Corrupt, $"{name} is empty.");
        }
        catch (JsonException exception)
        {
            throw new ImageException(ImageProblem.Corrupt, $"{name} is not what it should be: {exception.Message}", exception);
        }
    }
}

/// <summary>The configuration names its members in two ways.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(OciImageDocument))]
internal sealed partial class OciConfigJson : JsonSerializerContext;
