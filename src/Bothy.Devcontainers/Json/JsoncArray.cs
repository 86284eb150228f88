using System.Text.Json;

namespace Bothy.Devcontainers.Json;

internal sealed record JsoncArray(IReadOnlyList<JsoncValue> Items, TextPosition Position) : JsoncValue(Position)
{
    public override string Description => "an array";

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in Items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
