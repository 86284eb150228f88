namespace Bothy.Images.Debian;

/// <summary>Reads apt's lists of sources in both forms (sources.list(5)). What it does not understand, it leaves out.</summary>
internal static class AptSourcesReader
{
    /// <summary>All enabled sources of binary packages.</summary>
    /// <param name="directory">Usually <c>/etc/apt</c>.</param>
    public static IReadOnlyList<AptEntry> Read(string directory)
    {
        var parts = Path.Combine(directory, "sources.list.d");
        string[] files = Directory.Exists(parts) ? [.. Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal)] : [];
        return
        [
            .. new[] { Path.Combine(directory, "sources.list") }.Where(File.Exists)
                .Concat(files.Where(file => file.EndsWith(".list", StringComparison.Ordinal)))
                .SelectMany(file => ParseLines(File.ReadAllText(file))),
            .. files.Where(file => file.EndsWith(".sources", StringComparison.Ordinal)).SelectMany(file => ParseStanzas(File.ReadAllText(file))),
        ];
    }

    /// <summary>The one-line form: <c>deb [options] URI SUITE COMPONENTS</c>.</summary>
    public static IEnumerable<AptEntry> ParseLines(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var words = Words(line.Split('#')[0]);
            if (words is not ["deb", ..])
            {
                continue;
            }

            var rest = words.AsEnumerable().Skip(1).ToList();
            string? signedBy = null;
            if (rest is [['[', ..], ..])
            {
                var end = rest.FindIndex(word => word.EndsWith(']'));
                var options = rest.Take(end + 1).Select(word => word.Trim('[', ']'));
                signedBy = options.FirstOrDefault(option => option.StartsWith("signed-by=", StringComparison.OrdinalIgnoreCase))?["signed-by=".Length..];
                rest = end < 0 ? [] : rest[(end + 1)..];
            }

            if (rest is [var uri, var suite, .. var components])
            {
                yield return new AptEntry([uri], [suite], components, signedBy);
            }
        }
    }

    /// <summary>The deb822 form: stanzas of <c>Name: value</c>, values going on in lines that begin with a blank.</summary>
    public static IEnumerable<AptEntry> ParseStanzas(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var last = "";
        foreach (var line in text.Split('\n').Append(""))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.Trim().Length == 0)
            {
                if (ToEntry(fields) is { } entry)
                {
                    yield return entry;
                }

                fields.Clear();
            }
            else if (line[0] is ' ' or '\t')
            {
                fields[last] = $"{fields.GetValueOrDefault(last)} {line.Trim()}";
            }
            else if (line.Split(':', 2) is [var name, var value])
            {
                last = name.Trim();
                fields[last] = value.Trim();
            }
        }
    }

    private static AptEntry? ToEntry(Dictionary<string, string> fields)
    {
        string[] Field(string name) => Words(fields.GetValueOrDefault(name) ?? "");
        var isUsed = Field("Types").Contains("deb") && fields.GetValueOrDefault("Enabled") is not ("no" or "false" or "off" or "without");
        return isUsed && Field("URIs").Length > 0 && Field("Suites").Length > 0
            ? new AptEntry(Field("URIs"), Field("Suites"), Field("Components"), fields.GetValueOrDefault("Signed-By"))
            : null;
    }

    private static string[] Words(string text) => text.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
