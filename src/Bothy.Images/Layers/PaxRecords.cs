using System.Globalization;
using Bothy.Images.Trees;

namespace Bothy.Images.Layers;

/// <summary>Extended header records (POSIX.1, "pax Extended Header"): <c>LENGTH NAME=VALUE\n</c>, values being bytes.</summary>
internal sealed class PaxRecords
{
    private const string AttributePrefix = "SCHILY.xattr.";
    private readonly Dictionary<string, byte[]> records;

    public PaxRecords() => records = [];

    /// <summary>These records with those of <paramref name="later"/> over them.</summary>
    private PaxRecords(Dictionary<string, byte[]> records) => this.records = records;

    public static PaxRecords Parse(ReadOnlySpan<byte> content, PaxRecords below)
    {
        var records = new Dictionary<string, byte[]>(below.records, StringComparer.Ordinal);
        while (content.Length > 0)
        {
            var space = content.IndexOf((byte)' ');
            if (space <= 0
                || !int.TryParse(content[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1
                || length > content.Length
                || content[length - 1] != '\n')
            {
                throw new TarException("an extended header is malformed");
            }

            var record = content[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw new TarException("an extended header is malformed");
            }

            records[RawName.From(record[..equals])] = record[(equals + 1)..].ToArray();
            content = content[length..];
        }

        return new PaxRecords(records);
    }

    public string? Text(string name) => records.TryGetValue(name, out var value) && value.Length > 0 ? RawName.From(value) : null;

    public long? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new TarException($"{name} in an extended header is not a number");
    }

    /// <summary>Seconds since 1970 with a fraction.</summary>
    public (long Seconds, int Nanoseconds)? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value is < -1e15m or > 1e15m)
        {
            throw new TarException($"{name} in an extended header is not a time");
        }

        var seconds = decimal.Floor(value);
        return ((long)seconds, (int)((value - seconds) * 1_000_000_000));
    }

    public IReadOnlyDictionary<string, byte[]> Attributes => records
        .Where(record => record.Key.StartsWith(AttributePrefix, StringComparison.Ordinal))
        .ToDictionary(record => record.Key[AttributePrefix.Length..], record => record.Value, StringComparer.Ordinal);

    public bool HasAttributes => records.Keys.Any(name => name.StartsWith(AttributePrefix, StringComparison.Ordinal));

    public bool IsSparse => records.Keys.Any(name => name.StartsWith("GNU.sparse.", StringComparison.Ordinal));
}
