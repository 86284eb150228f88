namespace Bothy.Images.Store;

/// <summary>Which image a source gave.</summary>
/// <param name="Key">The source's key.</param>
/// <param name="Reference">The name under which it was asked for first, for people.</param>
internal sealed record StoredName(string Key, string Reference, string Digest);
