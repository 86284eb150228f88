using System.Globalization;
using Bothy.Devcontainers.Diagnostics;

namespace Bothy.Devcontainers.Json;

/// <summary>The way from the top of a document to one of its values, as in <c>postCreateCommand.server[1]</c>. Rendered only when a message needs it.</summary>
internal sealed class JsonPath
{
    private const int MaxLength = 200;

    private readonly JsonPath? parent;
    private readonly string step;

    private JsonPath(JsonPath? parent, string step)
    {
        this.parent = parent;
        this.step = step;
    }

    /// <summary>The top of a document; <paramref name="prefix"/> names the document where a message may mean one of several.</summary>
    public static JsonPath Root(string prefix = "") => new(null, prefix);

    public JsonPath Member(string name) => new(this, IsPlain(name) ? name : $"[{QuotedText.Of(name)}]");

    public JsonPath Item(int index) => new(this, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    public override string ToString()
    {
        var full = Render();
        return full.Length > MaxLength ? $"…{full[^MaxLength..]}" : full;
    }

    private string Render()
    {
        var before = parent?.Render() ?? "";
        return before.Length == 0 || step.StartsWith('[') ? before + step : $"{before}.{step}";
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');
}
