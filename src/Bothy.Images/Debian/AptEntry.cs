namespace Bothy.Images.Debian;

/// <summary>One source of binary packages (sources.list(5)).</summary>
/// <param name="SignedBy">Path of a keyring, or a key itself; null for all keys that apt trusts.</param>
internal sealed record AptEntry(
    IReadOnlyList<string> Uris, IReadOnlyList<string> Suites, IReadOnlyList<string> Components, string? SignedBy);
