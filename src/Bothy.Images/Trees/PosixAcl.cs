using System.Buffers.Binary;

namespace Bothy.Images.Trees;

/// <summary>
/// An access control list as an extended attribute has it (linux/posix_acl_xattr.h): a version of four bytes, then entries of a tag, permissions
/// (two bytes each) and an id (four). Checked as Linux checks one that is set (<c>posix_acl_valid</c>).
/// </summary>
/// <param name="IsMore">Whether it says more than the permission bits of the file can.</param>
/// <param name="Permissions">The nine permission bits that follow from it.</param>
internal readonly record struct PosixAcl(bool IsMore, uint Permissions)
{
    private const int HeaderSize = 4;
    private const int EntrySize = 8;
    private const uint Version = 2;
    private const int Owner = 0x01;
    private const int NamedUser = 0x02;
    private const int Group = 0x04;
    private const int NamedGroup = 0x08;
    private const int Mask = 0x10;
    private const int Other = 0x20;

    /// <summary>The list that a value is; null if it is not one.</summary>
    public static PosixAcl? TryRead(ReadOnlySpan<byte> value)
    {
        if (value.Length < HeaderSize + (3 * EntrySize)
            || (value.Length - HeaderSize) % EntrySize != 0
            || BinaryPrimitives.ReadUInt32LittleEndian(value) != Version)
        {
            return null;
        }

        var seen = 0;
        Span<uint> permissions = stackalloc uint[Other + 1];
        for (var left = value[HeaderSize..]; left.Length > 0; left = left[EntrySize..])
        {
            int tag = BinaryPrimitives.ReadUInt16LittleEndian(left);
            uint permission = BinaryPrimitives.ReadUInt16LittleEndian(left[2..]);
            if (permission > 7 || !Follows(tag, seen))
            {
                return null;
            }

            seen |= tag;
            permissions[tag] = permission;
        }

        var isNamed = (seen & (NamedUser | NamedGroup)) != 0;
        var isMasked = (seen & Mask) != 0;
        return (seen & Other) == 0 || (isNamed && !isMasked)
            ? null
            : new PosixAcl(isNamed || isMasked, (permissions[Owner] << 6) | (permissions[isMasked ? Mask : Group] << 3) | permissions[Other]);
    }

    /// <summary>Whether an entry may come after others: the kinds come in one order, and only named ones more than once.</summary>
    private static bool Follows(int tag, int seen) => tag switch
    {
        Owner => seen == 0,
        NamedUser => seen is Owner or (Owner | NamedUser),
        Group => (seen & Owner) != 0 && (seen & ~(Owner | NamedUser)) == 0,
        NamedGroup => (seen & Group) != 0 && (seen & (Mask | Other)) == 0,
        Mask => (seen & Group) != 0 && (seen & (Mask | Other)) == 0,
        Other => (seen & Group) != 0 && (seen & Other) == 0,
        _ => false,
    };
}
