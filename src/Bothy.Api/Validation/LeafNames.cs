using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Api.Environments;

namespace Bothy.Api.Validation;

/// <summary>What a single value must be, in words.</summary>
internal static class LeafNames
{
    public static string Describe(Type type, JsonNode value)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(string) => "a string",
            _ when plain == typeof(bool) => "true or false",
            _ when plain == typeof(int) => Number(value, int.MinValue, int.MaxValue),
            _ when plain == typeof(long) => Number(value, long.MinValue, long.MaxValue),
            _ when plain == typeof(Guid) => "a UUID",
            _ when plain == typeof(DateTimeOffset) => "a time such as 2026-01-31T12:00:00Z",
            _ when plain == typeof(PortRange) => "a port from 1 to 65535, or a range such as \"8000-8100\"",
            _ when plain == typeof(EgressSpec) => "open, none, or a list of rules" + Hint(value, EgressSpec.Words),
            { IsEnum: true } => Choice(plain, value),
            _ => $"a {plain.Name}",
        };
    }

    private static string Number(JsonNode value, long least, long most) =>
        value.GetValueKind() == JsonValueKind.Number ? $"a whole number from {least} to {most}" : "a whole number, without quotes";

    private static string Choice(Type type, JsonNode value)
    {
        var names = Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
        return names.Count == 1 ? names[0] : $"one of {string.Join(", ", names)}{Hint(value, names)}";
    }

    private static string Hint(JsonNode value, IEnumerable<string> words) =>
        value is JsonValue leaf && leaf.TryGetValue<string>(out var word) ? NearestName.Hint(word, words) : "";
}
