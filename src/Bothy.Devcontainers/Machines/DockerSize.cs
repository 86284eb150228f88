using System.Globalization;

namespace Bothy.Devcontainers.Machines;

/// <summary>Sizes as Docker's command line takes them: <c>512m</c>, <c>1g</c>, <c>1.5gb</c>; binary multiples.</summary>
internal static class DockerSize
{
    private const string Units = "bkmgt";

    /// <summary>Bytes; null if the text is no size.</summary>
    public static long? Parse(string? text)
    {
        var rest = (text ?? "").Trim().ToLowerInvariant();
        rest = rest.EndsWith("ib", StringComparison.Ordinal) ? rest[..^2] : rest.Length > 1 && rest[^1] == 'b' && !char.IsAsciiDigit(rest[^2]) ? rest[..^1] : rest;
        var unit = rest.Length > 0 ? Units.IndexOf(rest[^1], StringComparison.Ordinal) : -1;
        var digits = unit >= 0 ? rest[..^1] : rest;
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1L << 40
            && number * (1L << (10 * Math.Max(unit, 0))) is > 0 and <= long.MaxValue and var bytes
            ? (long)bytes
            : null;
    }
}
