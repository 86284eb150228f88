using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Bothy.Api.Environments;
using Bothy.Api.Problems;

namespace Bothy.Api.Validation;

/// <summary>Compares a document with the type it should become: unknown members, wrong types, missing members.</summary>
/// <remarks>Cuts what is wrong out of the document, so that the rest can be read.</remarks>
internal sealed class ShapeCheck(List<ProblemError> errors)
{
    public void Check(JsonObject document, JsonTypeInfo type) => CheckMembers(document, type, "");

    private bool CheckMember(JsonNode? value, bool nullable, JsonTypeInfo type, string path) =>
        value is null ? nullable || Fail(path, "must not be null") : CheckValue(value, type, path);

    private bool CheckValue(JsonNode value, JsonTypeInfo type, string path) => type.Kind switch
    {
        JsonTypeInfoKind.Object => value is JsonObject members ? CheckMembers(members, type, path) : Fail(path, "must be an object"),
        JsonTypeInfoKind.Dictionary => value is JsonObject entries ? CheckEntries(entries, type, path) : Fail(path, "must be an object"),
        JsonTypeInfoKind.Enumerable => value is JsonArray items ? CheckItems(items, type, path) : Fail(path, "must be a list"),
        _ when type.Type == typeof(EgressSpec) && value is JsonArray rules => CheckItems(rules, Of(type, typeof(IReadOnlyList<EgressRule>)), path),
        _ => CheckLeaf(value, type, path),
    };

    private bool CheckMembers(JsonObject document, JsonTypeInfo type, string path)
    {
        var properties = type.Properties.ToDictionary(property => property.Name);
        foreach (var (name, value) in document.ToList())
        {
            var member = JsonPath.Member(path, name);
            if (!properties.TryGetValue(name, out var property))
            {
                Fail(member, "is not a known field" + NearestName.Hint(name, properties.Keys));
                document.Remove(name);
            }
            else if (!CheckMember(value, property.IsSetNullable, Of(type, property.PropertyType), member))
            {
                document.Remove(name);
            }
        }

        foreach (var property in type.Properties.Where(property => property.IsRequired && !document.ContainsKey(property.Name)))
        {
            AddRequired(document, property, JsonPath.Member(path, property.Name));
        }

        return true;
    }

    private bool CheckEntries(JsonObject document, JsonTypeInfo type, string path)
    {
        foreach (var (name, value) in document.ToList())
        {
            var member = JsonPath.Member(path, name);
            if (!CheckMember(value, nullable: false, Of(type, type.ElementType!), member))
            {
                document.Remove(name);
            }
        }

        return true;
    }

    private bool CheckItems(JsonArray items, JsonTypeInfo type, string path)
    {
        var sound = true;
        for (var i = 0; i < items.Count; i++)
        {
            sound &= CheckMember(items[i], nullable: false, Of(type, type.ElementType!), JsonPath.Item(path, i));
        }

        return sound;
    }

    private bool CheckLeaf(JsonNode value, JsonTypeInfo type, string path)
    {
        try
        {
            value.Deserialize(type);
            return true;
        }
        catch (Exception unfit) when (unfit is JsonException or FormatException or InvalidOperationException)
        {
            return Fail(path, "must be " + LeafNames.Describe(type.Type, value));
        }
    }

    /// <summary>Says that a member is missing, unless it was there and wrong; puts something readable in its place.</summary>
    private void AddRequired(JsonObject document, JsonPropertyInfo property, string path)
    {
        if (errors.TrueForAll(error => error.Path != path))
        {
            Fail(path, "is required");
        }

        document[property.Name] = property.PropertyType == typeof(string) ? "" : new JsonObject { ["name"] = "" };
    }

    private bool Fail(string path, string message)
    {
        errors.Add(new ProblemError(path, message));
        return false;
    }

    private static JsonTypeInfo Of(JsonTypeInfo parent, Type type) => parent.Options.GetTypeInfo(type);
}
