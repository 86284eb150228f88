using System.Globalization;
using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Binding;

/// <summary>Told of a value that is not what it should be.</summary>
internal delegate void Report(JsonPath path, JsoncValue value, string message);

/// <summary>Takes typed members out of an object. What has the wrong type is reported and then counts as absent; so does null, silently.</summary>
internal sealed class ObjectReader(JsoncObject source, JsonPath path, Report report)
{
    private const int MaxShortText = 512;

    public JsonPath PathOf(string name) => path.Member(name);

    public JsoncValue? Find(string name) =>
        source.Members.TryGetValue(name, out var value) && value is not JsoncNull ? value : null;

    public string? Text(string name) => AsText(Find(name), PathOf(name));

    /// <summary>A string that ends up in an environment's status, and is therefore bounded.</summary>
    public string? ShortText(string name)
    {
        var text = Text(name);
        if (text is not { Length: > MaxShortText })
        {
            return text;
        }

        report(PathOf(name), Find(name)!, $"must have at most {MaxShortText} characters");
        return null;
    }

    public bool? Flag(string name)
    {
        var value = Find(name);
        if (value is null or JsoncBoolean)
        {
            return (value as JsoncBoolean)?.Value;
        }

        Mismatch(PathOf(name), value, "true or false");
        return null;
    }

    /// <summary>A whole number from <paramref name="minimum"/> up; 0 if there is none.</summary>
    public int Count(string name, int minimum)
    {
        var value = Find(name);
        if (value is null)
        {
            return 0;
        }

        if (value is JsoncNumber number
            && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count >= minimum)
        {
            return count;
        }

        Mismatch(PathOf(name), value, $"a whole number of at least {minimum}");
        return 0;
    }

    public IReadOnlyList<string> Texts(string name, string expected = "an array of strings") =>
        [.. Items(name, expected).Select(item => AsText(item.Value, item.Path)).OfType<string>()];

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        var text = Text(name);
        if (text is null || choices.TryGetValue(text, out var choice))
        {
            return text is null ? null : choices[text];
        }

        var suggestion = DidYouMean.Suggest(text, choices.Keys);
        report(PathOf(name), Find(name)!, $"must be one of {string.Join(", ", choices.Keys)}{suggestion}");
        return null;
    }

    public JsoncObject? Object(string name)
    {
        var value = Find(name);
        if (value is not (null or JsoncObject))
        {
            Mismatch(PathOf(name), value, "an object");
        }

        return value as JsoncObject;
    }

    /// <summary>The members of an object by path; none if there is no such object.</summary>
    public IEnumerable<(string Name, JsoncValue Value, JsonPath Path)> Members(string name) =>
        Object(name)?.Members.Select(member => (member.Key, member.Value, PathOf(name).Member(member.Key))) ?? [];

    /// <summary>The items of an array by path; none if there is no such array.</summary>
    public IEnumerable<(JsoncValue Value, JsonPath Path)> Items(string name, string expected = "an array")
    {
        var value = Find(name);
        if (value is not (null or JsoncArray))
        {
            Mismatch(PathOf(name), value, expected);
        }

        return (value as JsoncArray)?.Items.Select((item, index) => (item, PathOf(name).Item(index))) ?? [];
    }

    /// <summary>A string that can be handed to a program: one without NUL.</summary>
    public string? AsText(JsoncValue? value, JsonPath at)
    {
        switch (value)
        {
            case null:
                return null;
            case JsoncString text when !text.Value.Contains('\0'):
                return text.Value;
            case JsoncString:
                report(at, value, "holds a NUL character, which no program can be given");
                return null;
            default:
                Mismatch(at, value, "a string");
                return null;
        }
    }

    public void Mismatch(JsonPath at, JsoncValue value, string expected) => report(at, value, $"must be {expected}, not {value.Description}");

    public void Problem(JsonPath at, JsoncValue value, string message) => report(at, value, message);
}
