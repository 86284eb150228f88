using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bothy.Volumes.Chunks;

/// <summary>The name of immutable bytes: their SHA-256. All zeros stand for "nothing", which no bytes hash to.</summary>
public readonly record struct ContentName(ulong First, ulong Second, ulong Third, ulong Fourth) : IComparable<ContentName>
{
    /// <summary>Bytes of a name.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Names nothing.</summary>
    public bool IsNone => (First | Second | Third | Fourth) == 0;

    /// <summary>The name of <paramref name="content"/>.</summary>
    public static ContentName Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);
        return Read(hash);
    }

    /// <summary>Reads a name from the first bytes of <paramref name="source"/>.</summary>
    public static ContentName Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64BigEndian(source),
        BinaryPrimitives.ReadUInt64BigEndian(source[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(source[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(source[24..]));

    /// <summary>Reads the text of a name: 64 hexadecimal digits in lower case.</summary>
    public static bool TryParse(string text, out ContentName name)
    {
        var valid = text.Length == 2 * Size && text.All(char.IsAsciiHexDigitLower);
        name = valid ? Read(Convert.FromHexString(text)) : default;
        return valid;
    }

    /// <summary>Writes the name to the first bytes of <paramref name="destination"/>.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, First);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Second);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], Third);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], Fourth);
    }

    /// <summary>The order of the hexadecimal texts.</summary>
    public int CompareTo(ContentName other) =>
        (First, Second, Third, Fourth).CompareTo((other.First, other.Second, other.Third, other.Fourth));

    /// <summary>Any 32 bits are as good as any others.</summary>
    public override int GetHashCode() => (int)First;

    /// <summary>64 hexadecimal digits.</summary>
    public override string ToString() => $"{First:x16}{Second:x16}{Third:x16}{Fourth:x16}";

    public static bool operator <(ContentName left, ContentName right) => left.CompareTo(right) < 0;

    public static bool operator >(ContentName left, ContentName right) => left.CompareTo(right) > 0;

    public static bool operator <=(ContentName left, ContentName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ContentName left, ContentName right) => left.CompareTo(right) >= 0;
}
