using System.Buffers;
using System.Text;
using System.Text.Json;
using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads <c>customizations</c>, whose content is the tools' own business.</summary>
internal static class Customizations
{
    public static Dictionary<string, string> Read(ObjectReader reader) =>
        reader.Members("customizations").ToDictionary(member => member.Name, member => ToJson(member.Value));

    public static string ToJson(JsoncValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = JsoncParser.MaxDepth }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
