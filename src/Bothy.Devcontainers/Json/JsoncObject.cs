using System.Text.Json;

namespace Bothy.Devcontainers.Json;

/// <summary>Members in the order of the text. Of members with one name the last counts, in the place of the first.</summary>
internal sealed record JsoncObject(OrderedDictionary<string, JsoncValue> Members, TextPosition Position) : JsoncValue(Position)
{
    public override string Description => "an object";

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in Members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
