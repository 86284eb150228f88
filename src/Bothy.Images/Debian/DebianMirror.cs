namespace Bothy.Images.Debian;

/// <summary>Where Debian's packages are fetched from.</summary>
internal sealed record DebianMirror(string Archive, string Security)
{
    private const string ArchiveKeys = "debian-archive";

    public static DebianMirror Public { get; } = new("http://deb.debian.org/debian", "http://deb.debian.org/debian-security");

    /// <summary>
    /// The mirror that this host itself uses. Only sources of Debian's own archive count: the last part of the address begins with <c>debian</c>, they
    /// have the component <c>main</c>, and are signed with Debian's keys or with none in particular.
    /// </summary>
    public static DebianMirror Of(IReadOnlyList<AptEntry> entries)
    {
        var debian = entries.Where(IsDebian).ToList();
        return new DebianMirror(
            FirstUri(debian.Where(entry => !entry.Suites.Any(IsSecurity))) ?? Public.Archive,
            FirstUri(debian.Where(entry => entry.Suites.Any(IsSecurity))) ?? Public.Security);
    }

    /// <summary>The same mirror as environments can reach it: what is served on this host or from its files cannot be reached from inside.</summary>
    public DebianMirror FromInside => new(Reachable(Archive, Public.Archive), Reachable(Security, Public.Security));

    /// <summary>Lines for sources.list(5).</summary>
    public IReadOnlyList<string> Lines(string suite) => DebianSuites.HasUpdates(suite)
        ? [$"deb {Archive} {suite} main", $"deb {Archive} {suite}-updates main", $"deb {Security} {suite}-security main"]
        : [$"deb {Archive} {suite} main"];

    private static bool IsDebian(AptEntry entry) =>
        entry.Components.Contains("main")
        && (entry.SignedBy is null || entry.SignedBy.Contains(ArchiveKeys, StringComparison.Ordinal))
        && entry.Uris.Any(IsDebianUri);

    private static bool IsDebianUri(string uri) =>
        uri.TrimEnd('/') is var trimmed && trimmed[(trimmed.LastIndexOf('/') + 1)..].StartsWith("debian", StringComparison.Ordinal);

    private static bool IsSecurity(string suite) => suite.EndsWith("-security", StringComparison.Ordinal) || suite.Contains("/updates", StringComparison.Ordinal);

    private static string? FirstUri(IEnumerable<AptEntry> entries) => entries.SelectMany(entry => entry.Uris).FirstOrDefault(IsDebianUri)?.TrimEnd('/');

    private static string Reachable(string uri, string otherwise) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && !parsed.IsLoopback ? uri : otherwise;
}
