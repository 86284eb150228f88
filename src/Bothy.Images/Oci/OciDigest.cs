using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Bothy.Images.Oci;

/// <summary>Content digests (OCI image specification, "Digests"): <c>sha256</c> and <c>sha512</c>.</summary>
internal static partial class OciDigest
{
    public static bool IsValid(string? text) => text is not null && Pattern().IsMatch(text);

    /// <summary>Computes a digest of the same algorithm as a valid <paramref name="digest"/>.</summary>
    public static IncrementalHash Start(string digest) =>
        IncrementalHash.CreateHash(digest.StartsWith("sha512:", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    /// <summary>The digest of everything that was appended.</summary>
    public static string Finish(IncrementalHash hash) =>
        $"{(hash.AlgorithmName == HashAlgorithmName.SHA512 ? "sha512" : "sha256")}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";

    public static string Of(string like, ReadOnlySpan<byte> content)
    {
        using var hash = Start(like);
        hash.AppendData(content);
        return Finish(hash);
    }

    [GeneratedRegex(@"^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
