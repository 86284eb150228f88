using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bothy.Api.Environments;

namespace Bothy.Api.Json;

/// <summary>A policy is a word or a list of rules.</summary>
public sealed class EgressConverter : JsonConverter<EgressSpec>
{
    public override EgressSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => EgressSpec.Find(reader.GetString()!) ?? throw new JsonException($"There is no policy '{reader.GetString()}'."),
        JsonTokenType.StartArray => EgressSpec.Of(JsonSerializer.Deserialize(ref reader, Rules(options)) ?? []),
        _ => throw new JsonException("A policy is a word or a list of rules."),
    };

    public override void Write(Utf8JsonWriter writer, EgressSpec value, JsonSerializerOptions options)
    {
        if (value.Word is { } word)
        {
            writer.WriteStringValue(word);
        }
        else
        {
            JsonSerializer.Serialize(writer, value.Rules, Rules(options));
        }
    }

    private static JsonTypeInfo<IReadOnlyList<EgressRule>> Rules(JsonSerializerOptions options) =>
        (JsonTypeInfo<IReadOnlyList<EgressRule>>)options.GetTypeInfo(typeof(IReadOnlyList<EgressRule>));
}
