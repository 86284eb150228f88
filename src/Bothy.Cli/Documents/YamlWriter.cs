using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bothy.Cli.Documents;

/// <summary>Writes JSON as YAML that <see cref="YamlReader"/>, and any YAML 1.1 or 1.2 reader, reads back as the same JSON.</summary>
internal static class YamlWriter
{
    public static string Write(JsonElement value)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        Emit(emitter, value);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var empty = !value.EnumerateObject().MoveNext();
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, empty ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var member in value.EnumerateObject())
                {
                    emitter.Emit(Text(member.Name));
                    Emit(emitter, member.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                var style = value.GetArrayLength() == 0 ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
                foreach (var item in value.EnumerateArray())
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                emitter.Emit(Text(value.GetString()!));
                break;
            default:
                emitter.Emit(Plain(value.GetRawText()));
                break;
        }
    }

    private static Scalar Text(string text) =>
        IsSafePlain(text) ? Plain(text) : new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true);

    private static Scalar Plain(string text) =>
        new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: true);

    /// <summary>Narrower than YAML allows, so that readers of both versions agree: words of letters, digits and a few marks that are no number, date or boolean.</summary>
    private static bool IsSafePlain(string text) =>
        text.Length is > 0 and < 1024
        && (char.IsAsciiLetter(text[0]) || text[0] == '/')
        && text[^1] is not (' ' or ':')
        && text.All(character => char.IsAsciiLetterOrDigit(character) || " -_./:+@(),;=".Contains(character, StringComparison.Ordinal))
        && !text.Contains(": ", StringComparison.Ordinal)
        && text.ToLowerInvariant() is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n")
        && !YamlScalar.NeedsQuotes(text);
}
