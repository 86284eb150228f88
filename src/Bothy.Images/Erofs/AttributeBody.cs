using System.Buffers.Binary;
using Bothy.Images.Trees;

namespace Bothy.Images.Erofs;

/// <summary>
/// Attributes of one inode, as they follow it: a header (<c>erofs_xattr_ibody_header</c>), then entries (<c>erofs_xattr_entry</c>) of the name's length, its
/// prefix as a number, the value's length, the rest of the name and the value, each filled up to four bytes.
/// </summary>
internal static class AttributeBody
{
    /// <summary>Prefixes, and their numbers. The whole name of an access control list is a prefix.</summary>
    private static readonly (string Prefix, byte Number)[] Prefixes =
    [
        ("user.", 1), ("system.posix_acl_access", 2), ("system.posix_acl_default", 3), ("trusted.", 4), ("security.", 6),
    ];

    /// <summary>Bytes of the attributes of an inode; 0 without any.</summary>
    public static int SizeOf(EntryAttributes attributes) => attributes.Values.Count == 0
        ? 0
        : ErofsFormat.AttributeHeaderSize + attributes.Values.Sum(attribute => SizeOf(attribute.Key.Length - PrefixOf(attribute.Key).Prefix.Length, attribute.Value.Length));

    public static void Write(EntryAttributes attributes, Span<byte> body)
    {
        body.Clear();
        var left = body[Math.Min(body.Length, ErofsFormat.AttributeHeaderSize)..];
        foreach (var (name, value) in attributes.Values)
        {
            var (prefix, number) = PrefixOf(name);
            var rest = name[prefix.Length..];
            left[0] = (byte)rest.Length;
            left[1] = number;
            BinaryPrimitives.WriteUInt16LittleEndian(left[2..], (ushort)value.Length);
            RawName.CopyTo(rest, left[ErofsFormat.AttributeEntrySize..]);
            value.CopyTo(left[(ErofsFormat.AttributeEntrySize + rest.Length)..]);
            left = left[SizeOf(rest.Length, value.Length)..];
        }
    }

    private static int SizeOf(int rest, int value) => (int)ErofsFormat.Align(ErofsFormat.AttributeEntrySize + rest + value, ErofsFormat.AttributeEntrySize);

    private static (string Prefix, byte Number) PrefixOf(string name) =>
        Array.Find(Prefixes, prefix => name.StartsWith(prefix.Prefix, StringComparison.Ordinal)) is { Prefix: not null } found
            ? found
            : throw new ArgumentException($"EROFS cannot say {name}.", nameof(name));
}
