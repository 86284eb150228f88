using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bothy.Devcontainers.Diagnostics;

namespace Bothy.Devcontainers.Json;

/// <summary>Reads JSON with comments and trailing commas out of untrusted bytes. Never throws; takes time linear in the length.</summary>
internal static class JsoncParser
{
    public const int MaxBytes = 1024 * 1024;
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = MaxDepth,
    };

    /// <param name="bytes">The text, with or without a byte order mark; at most <see cref="MaxBytes"/> of it is ever handed in.</param>
    public static JsoncDocument Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0xFF, 0xFE]) || bytes.StartsWith<byte>([0xFE, 0xFF]))
        {
            return Failed(new TextPosition(1, 1), "the text is UTF-16; save it as UTF-8");
        }

        var text = bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
        var isUtf8 = Utf8.IsValid(text);
        return Read(isUtf8 ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text))) with { HasReplacedBytes = !isUtf8 };
    }

    private static JsoncDocument Read(ReadOnlySpan<byte> text)
    {
        try
        {
            var builder = new JsoncTreeBuilder(text, Options);
            return new JsoncDocument { Value = builder.ReadDocument() };
        }
        catch (JsonException exception)
        {
            return Failed(PositionOf(exception, text), MessageOf(exception));
        }
    }

    private static JsoncDocument Failed(TextPosition position, string message) => new() { Error = new JsoncSyntaxError(position, message) };

    private static TextPosition PositionOf(JsonException exception, ReadOnlySpan<byte> text)
    {
        // The reader counts bytes from the start of a line; an error of ours comes as line 0 and bytes from the start of the text.
        var start = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
        {
            start += text[start..].IndexOf((byte)'\n') + 1;
        }

        var tracker = new PositionTracker();
        return tracker.AdvanceTo(text, start + (int)(exception.BytePositionInLine ?? 0));
    }

    /// <summary>The reader appends a zero-based position in bytes, which would contradict ours, and may quote the text to its end.</summary>
    private static string MessageOf(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return QuotedText.Within((end < 0 ? exception.Message : exception.Message[..end]).TrimEnd('.'));
    }
}
