using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bothy.Cli.Documents;

/// <summary>
/// Reads YAML into JSON nodes straight from the parser's events: every limit is checked before memory is spent, which a
/// document model that is loaded as a whole cannot do.
/// </summary>
internal sealed class YamlReader
{
    private readonly IParser parser;
    private readonly Dictionary<AnchorName, JsonNode?> anchors = [];
    private int values;

    private YamlReader(IParser parser) => this.parser = parser;

    /// <summary>All documents of <paramref name="text"/>; empty ones are null.</summary>
    /// <exception cref="YamlException">Not YAML, or more than <see cref="DocumentLimits"/>; it knows the line and column.</exception>
    public static IReadOnlyList<JsonNode?> ReadAll(string text)
    {
        var reader = new YamlReader(new Parser(new StringReader(text)));
        var documents = new List<JsonNode?>();
        reader.parser.Consume<StreamStart>();
        while (!reader.parser.TryConsume<StreamEnd>(out _))
        {
            reader.anchors.Clear();
            reader.parser.Consume<DocumentStart>();
            documents.Add(reader.Value(0));
            reader.parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private JsonNode? Value(int depth)
    {
        var current = parser.Current!;
        Spend(1, current);
        if (depth > DocumentLimits.Depth)
        {
            throw new YamlException(current.Start, current.End, $"nested more than {DocumentLimits.Depth} deep");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Follow(alias);
        }

        var node = parser.Current switch
        {
            Scalar scalar => Read(scalar),
            SequenceStart start => Sequence(start, depth),
            MappingStart start => Mapping(start, depth),
            var other => throw new YamlException(current.Start, current.End, $"expected a value, found {other?.GetType().Name}"),
        };
        return node;
    }

    private JsonNode? Read(Scalar scalar)
    {
        parser.MoveNext();
        return Keep(scalar, YamlScalar.ToJson(scalar));
    }

    private JsonArray Sequence(SequenceStart start, int depth)
    {
        parser.MoveNext();
        var array = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            array.Add(Value(depth + 1));
        }

        Keep(start, array);
        return array;
    }

    private JsonObject Mapping(MappingStart start, int depth)
    {
        parser.MoveNext();
        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Current as Scalar
                ?? throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be a plain word");
            parser.MoveNext();
            var value = Value(depth + 1);
            if (!members.TryAdd(key.Value, value))
            {
                throw new YamlException(key.Start, key.End, $"{key.Value} is given twice");
            }
        }

        Keep(start, members);
        return members;
    }

    /// <summary>A node has one place in a tree, so an alias is a copy, and a copy is paid for like the original.</summary>
    private JsonNode? Follow(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value, out var node))
        {
            throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value} stands before or within its anchor");
        }

        Spend(Count(node), alias);
        return node?.DeepClone();
    }

    private JsonNode? Keep(NodeEvent start, JsonNode? node)
    {
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor] = node;
        }

        return node;
    }

    private void Spend(int count, ParsingEvent at)
    {
        values += count;
        if (values > DocumentLimits.Values)
        {
            throw new YamlException(at.Start, at.End, $"more than {DocumentLimits.Values} values (aliases count as what they stand for)");
        }
    }

    private static int Count(JsonNode? node) => node switch
    {
        JsonObject members => 1 + members.Sum(member => Count(member.Value)),
        JsonArray array => 1 + array.Sum(Count),
        _ => 1,
    };
}
