using System.Globalization;
using System.Text.Json.Serialization;
using Bothy.Api.Json;

namespace Bothy.Api.Environments;

/// <summary>Ports from <paramref name="First"/> to <paramref name="Last"/>, both included; written as a number or as <c>"first-last"</c>.</summary>
[JsonConverter(typeof(PortRangeConverter))]
public readonly record struct PortRange(ushort First, ushort Last)
{
    /// <summary>Reads <c>443</c> or <c>8000-8100</c>; null if it is neither, or ends before it begins.</summary>
    public static PortRange? Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length is 1 or 2 && Port(parts[0]) is { } first && Port(parts[^1]) is { } last && first <= last
            ? new PortRange(first, last)
            : null;
    }

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";

    private static ushort? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;
}
