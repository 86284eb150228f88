using System.Text;
using System.Text.Json;

namespace Bothy.Devcontainers.Json;

/// <summary>Builds the tree of one document. The reader bounds the depth, and with it this recursion.</summary>
internal ref struct JsoncTreeBuilder
{
    private readonly ReadOnlySpan<byte> text;
    private Utf8JsonReader reader;
    private PositionTracker tracker;

    public JsoncTreeBuilder(ReadOnlySpan<byte> text, JsonReaderOptions options)
    {
        this.text = text;
        reader = new Utf8JsonReader(text, options);
    }

    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public JsoncValue ReadDocument()
    {
        reader.Read();
        var value = ReadValue();
        reader.Read(); // Throws if anything but comments follows.
        return value;
    }

    private JsoncValue ReadValue()
    {
        var position = tracker.AdvanceTo(text, (int)reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => new JsoncObject(ReadMembers(), position),
            JsonTokenType.StartArray => new JsoncArray(ReadItems(), position),
            JsonTokenType.String => new JsoncString(ReadString(), position),
            JsonTokenType.Number => new JsoncNumber(Encoding.UTF8.GetString(reader.ValueSpan), position),
            JsonTokenType.True or JsonTokenType.False => new JsoncBoolean(reader.TokenType == JsonTokenType.True, position),
            _ => new JsoncNull(position),
        };
    }

    private OrderedDictionary<string, JsoncValue> ReadMembers()
    {
        var members = new OrderedDictionary<string, JsoncValue>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadString();
            reader.Read();
            members[name] = ReadValue();
        }

        return members;
    }

    private List<JsoncValue> ReadItems()
    {
        var items = new List<JsoncValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue());
        }

        return items;
    }

    private readonly string ReadString()
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A string holds one half of a surrogate pair (\\ud800 to \\udfff) without the other", null, 0, reader.TokenStartIndex);
        }
    }
}
