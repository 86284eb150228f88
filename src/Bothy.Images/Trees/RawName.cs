using System.Text;

namespace Bothy.Images.Trees;

/// <summary>
/// File names are bytes, not text. Where names come from outside and must survive unchanged, they are kept in strings of one
/// character per byte: in ordinal order, such strings are in the order of their bytes.
/// </summary>
internal static class RawName
{
    public static string From(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static string FromText(string text) => From(Encoding.UTF8.GetBytes(text));

    /// <summary>For messages: bytes that are not UTF-8 become replacement characters.</summary>
    public static string ToText(string raw) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(raw));

    /// <summary>Writes the bytes of a raw name, as many as it has characters.</summary>
    public static void CopyTo(string raw, Span<byte> destination) => Encoding.Latin1.GetBytes(raw, destination);
}
