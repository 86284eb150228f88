using System.Text.RegularExpressions;

namespace Bothy.Architecture.Tests;

/// <summary>A file with its path from the repository's root.</summary>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    /// <summary>The project's folder: <c>src/X/…</c> is X.</summary>
    public string Project => Path.Split('/')[1];

    /// <summary>Places that match outside of comments, as <c>path:line</c>.</summary>
    public IEnumerable<string> CodeMatches(Regex pattern) =>
        Matches(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(line));

    public IEnumerable<string> Matches(Func<string, bool> predicate) =>
        Lines.Select((line, index) => (line, index)).Where(at => predicate(at.line)).Select(at => $"{Path}:{at.index + 1}: {at.line.Trim()}");
}
