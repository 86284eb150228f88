using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Server.Resources;
using Microsoft.AspNetCore.Http;

namespace Bothy.Server.Http;

/// <summary>Reads bodies: of bounded size, of the right type, well-formed JSON without duplicate members.</summary>
internal static class RequestBody
{
    public const int Limit = 1 << 20;
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    public static async Task<Outcome<JsonObject>> ReadObjectAsync(this HttpContext context, params string[] types)
    {
        var contentType = context.Request.ContentType;
        var mediaType = contentType?.Split(';', 2)[0].Trim();
        if (!types.Contains(mediaType, StringComparer.OrdinalIgnoreCase))
        {
            return Problems.UnsupportedMediaType(contentType, string.Join(" or ", types));
        }

        var body = await ReadBytesAsync(context).ConfigureAwait(false);
        return body is null ? Problems.TooLarge(Limit) : Parse(body);
    }

    private static Outcome<JsonObject> Parse(byte[] body)
    {
        try
        {
            // Checked first: what is not UTF-8 would only show when a string is read.
            if (!System.Text.Unicode.Utf8.IsValid(body))
            {
                return Problems.Malformed("The body is not UTF-8.");
            }

            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? JsonObject.Create(document.RootElement.Clone())!
                : Problems.Malformed($"The body must be a JSON object; it is {Name(document.RootElement.ValueKind)}.");
        }
        catch (JsonException broken)
        {
            return Problems.Malformed($"The body is not JSON{Position(body, broken)}: {Message(broken)}");
        }
    }

    private static string Position(byte[] body, JsonException broken)
    {
        if (broken.LineNumber is not { } line || broken.BytePositionInLine is not { } column)
        {
            return "";
        }

        return $" at line {line + 1}, column {Characters(body, line, column) + 1}";
    }

    /// <summary>Editors count characters, the reader counts bytes.</summary>
    private static int Characters(byte[] body, long line, long bytes)
    {
        var rest = body.AsSpan();
        for (; line > 0; line--)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        return Encoding.UTF8.GetCharCount(rest[..(int)Math.Min(bytes, rest.Length)]);
    }

    private static string Message(JsonException broken)
    {
        var suffix = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return suffix < 0 ? broken.Message : broken.Message[..suffix];
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static async Task<byte[]?> ReadBytesAsync(HttpContext context)
    {
        if (context.Request.ContentLength > Limit)
        {
            return null;
        }

        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 4096));
        var buffer = new byte[16 * 1024];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false) is > 0 and var read)
        {
            if (body.Length + read > Limit)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
