namespace Bothy.Images.Trees;

/// <summary>Extended attributes by raw name, in the order of their names.</summary>
internal sealed class EntryAttributes
{
    private EntryAttributes(IReadOnlyList<KeyValuePair<string, byte[]>> values) => Values = values;

    public static EntryAttributes None { get; } = new([]);

    public IReadOnlyList<KeyValuePair<string, byte[]>> Values { get; }

    public static EntryAttributes Of(IEnumerable<KeyValuePair<string, byte[]>> values)
    {
        List<KeyValuePair<string, byte[]>> sorted = [.. values.OrderBy(value => value.Key, StringComparer.Ordinal)];
        return sorted.Count == 0 ? None : new EntryAttributes(sorted);
    }
}
