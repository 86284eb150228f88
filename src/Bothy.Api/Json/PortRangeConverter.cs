using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Api.Environments;

namespace Bothy.Api.Json;

/// <summary>Single ports are numbers, ranges strings; a number in quotes is read too.</summary>
public sealed class PortRangeConverter : JsonConverter<PortRange>
{
    public override PortRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt16(out var port) && port > 0)
        {
            return new PortRange(port, port);
        }

        return (reader.TokenType == JsonTokenType.String ? PortRange.Parse(reader.GetString()!) : null)
            ?? throw new JsonException("A port is 1 to 65535, a range 'first-last'.");
    }

    public override void Write(Utf8JsonWriter writer, PortRange value, JsonSerializerOptions options)
    {
        if (value.First == value.Last)
        {
            writer.WriteNumberValue(value.First);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
