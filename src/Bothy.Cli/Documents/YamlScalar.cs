using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bothy.Cli.Documents;

/// <summary>What a scalar means under the core schema of YAML 1.2 (section 10.3.2): <c>no</c> is a string there, a country and not a boolean.</summary>
internal static class YamlScalar
{
    public static JsonNode? ToJson(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value;
        return tag switch
        {
            null when scalar.Style is not ScalarStyle.Plain => JsonValue.Create(scalar.Value),
            null => Resolve(scalar.Value),
            "!" or "tag:yaml.org,2002:str" => JsonValue.Create(scalar.Value),
            "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:null" =>
                Resolve(scalar.Value),
            _ => throw new YamlException(scalar.Start, scalar.End, $"the tag {tag} has no meaning in a resource"),
        };
    }

    /// <summary>True if the plain scalar <paramref name="text"/> would be read as something else than a string.</summary>
    public static bool NeedsQuotes(string text) => Resolve(text)?.GetValueKind() != System.Text.Json.JsonValueKind.String;

    private static JsonNode? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ => Number(text) ?? JsonValue.Create(text),
    };

    private static JsonNode? Number(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return Integer(text[2..], char.IsAsciiHexDigit, 16);
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return Integer(text[2..], digit => digit is >= '0' and <= '7', 8);
        }

        var digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        if (digits.Length == 0 || !(char.IsAsciiDigit(digits[0]) || (digits[0] == '.' && digits.Length > 1 && char.IsAsciiDigit(digits[1]))))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? JsonValue.Create(integer)
            : double.TryParse(
                text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real)
                && double.IsFinite(real)
                ? JsonValue.Create(real)
                : null;
    }

    private static JsonNode? Integer(string digits, Func<char, bool> isDigit, int numberBase)
    {
        if (digits.Length == 0 || !digits.All(isDigit))
        {
            return null;
        }

        var value = digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * numberBase) + Convert.ToInt32(digit.ToString(), 16));
        return value <= long.MaxValue ? JsonValue.Create((long)value) : null;
    }
}
