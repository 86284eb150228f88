using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Cli.Errors;
using YamlDotNet.Core;

namespace Bothy.Cli.Documents;

/// <summary>Reads what <c>bothy apply -f</c> is given: YAML or JSON, one document or many, lists taken apart.</summary>
internal static class DocumentReader
{
    /// <param name="source">The file's name for messages.</param>
    /// <exception cref="CliException">Too large, not text, malformed (with line and column), or no resource at all.</exception>
    public static IReadOnlyList<ResourceDocument> Read(Stream stream, string source)
    {
        var text = Text(stream, source);
        var roots = Parse(text, source);
        var documents = new List<ResourceDocument>();
        for (var index = 0; index < roots.Count; index++)
        {
            Add(documents, roots[index], roots.Count == 1 ? source : $"{source}, document {index + 1}");
        }

        return documents.Count > 0
            ? documents
            : throw CliException.Usage($"{source} holds no resource", "write at least kind, metadata.name and spec");
    }

    private static void Add(List<ResourceDocument> documents, JsonNode? root, string source)
    {
        switch (root)
        {
            case null:
                break;
            case JsonArray items:
                AddAll(documents, items, source);
                break;
            case JsonObject list when !list.ContainsKey("kind") && list["items"] is JsonArray items:
                AddAll(documents, items, source);
                break;
            case JsonObject resource:
                documents.Add(new ResourceDocument(source, resource));
                break;
            default:
                throw CliException.Usage($"{source} is a single value, not a resource", "write kind, metadata.name and spec");
        }
    }

    private static void AddAll(List<ResourceDocument> documents, JsonArray items, string source)
    {
        for (var index = 0; index < items.Count; index++)
        {
            var item = items[index] as JsonObject
                ?? throw CliException.Usage($"{source}, item {index + 1} is not a resource", "write kind, metadata.name and spec");
            documents.Add(new ResourceDocument($"{source}, item {index + 1}", item));
        }
    }

    private static IReadOnlyList<JsonNode?> Parse(string text, string source)
    {
        try
        {
            return LooksLikeJson(text) ? [ParseJson(text)] : YamlReader.ReadAll(text);
        }
        catch (JsonException error)
        {
            throw CliException.Usage(
                $"{source} is not valid JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}: {FirstSentence(error.Message)}",
                "mend the file and apply it again");
        }
        catch (YamlException error)
        {
            throw CliException.Usage(
                $"{source} is not valid YAML: line {error.Start.Line}, column {error.Start.Column}: {error.Message}", "mend the file and apply it again");
        }
    }

    private static JsonNode? ParseJson(string text)
    {
        var options = new JsonDocumentOptions
        {
            MaxDepth = DocumentLimits.Depth,
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            AllowDuplicateProperties = false,
        };
        return JsonNode.Parse(text, documentOptions: options);
    }

    /// <summary>A brace opens JSON, unless more documents follow: several are YAML, of which JSON is a part.</summary>
    private static bool LooksLikeJson(string text) =>
        text.AsSpan().TrimStart() is ['{' or '[', ..] && !text.Contains("\n---", StringComparison.Ordinal);

    private static string Text(Stream stream, string source)
    {
        var buffer = new byte[DocumentLimits.Bytes + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length > DocumentLimits.Bytes)
        {
            throw CliException.Usage($"{source} is larger than {DocumentLimits.Bytes >> 20} MiB", "split it into several files");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer.AsSpan(0, length)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw CliException.Usage($"{source} is not UTF-8 text", "name a YAML or JSON file");
        }
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        end = end < 0 ? message.IndexOf(" LineNumber:", StringComparison.Ordinal) : end;
        return end < 0 ? message : message[..end];
    }
}
