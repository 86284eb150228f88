using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bothy.Cli.Documents;

/// <summary>Resources as documents that <c>bothy apply</c>, and any other program, can read.</summary>
internal static class ResourceText
{
    // Quotes and angle brackets as they are: this is not for a web page. Control characters stay escaped.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static string Write<T>(T value, JsonTypeInfo<T> type, OutputFormat format)
    {
        var element = JsonSerializer.SerializeToElement(value, type);
        return format == OutputFormat.Yaml ? YamlWriter.Write(element) : Indent(element);
    }

    public static string Indent(JsonElement element)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Indented))
        {
            element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
