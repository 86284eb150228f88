using System.Buffers.Binary;
using Bothy.Images.Trees;

namespace Bothy.Images.Layers;

/// <summary>
/// Extended attributes that images may set. Others belong to the host (<c>trusted.overlay.*</c> would steer its overlays) or to its security modules.
/// Those that are kept are checked as Linux checks them when they are set, because nobody sets these.
/// </summary>
internal static class KeptAttributes
{
    private const string Capability = "security.capability";
    private const string AccessList = "system.posix_acl_access";
    private const string DefaultList = "system.posix_acl_default";
    private const string User = "user.";
    private const int LongestName = 255;
    private const int LongestValue = ushort.MaxValue;

    /// <summary>Most bytes of all attributes of one file.</summary>
    private const int MostBytes = 96 << 10;

    /// <summary>What is kept of an entry's attributes, and its metadata: an access control list says the permissions, too.</summary>
    /// <exception cref="TarException">One of them is malformed or too long.</exception>
    public static (EntryMetadata Metadata, EntryAttributes Attributes) Of(TarEntry entry)
    {
        var metadata = new EntryMetadata(entry.Mode, entry.UserId, entry.GroupId, entry.Seconds, entry.Nanoseconds);
        if (entry.Attributes.Count == 0)
        {
            return (metadata, EntryAttributes.None);
        }

        var kept = entry.Attributes.Where(attribute => IsKept(entry.Type, attribute.Key)).ToDictionary(StringComparer.Ordinal);
        var size = 0L;
        foreach (var (name, value) in kept)
        {
            size += name.Length + value.Length;
            if (name.Length > LongestName || value.Length > LongestValue || size > MostBytes)
            {
                throw new TarException($"the attributes of \"{EntryPath.Shown(entry.Name)}\" are too long");
            }

            if (!IsValid(entry.Type, name, value))
            {
                throw new TarException($"the attribute {EntryPath.Shown(name)} of \"{EntryPath.Shown(entry.Name)}\" is malformed");
            }
        }

        if (kept.TryGetValue(AccessList, out var list) && PosixAcl.TryRead(list) is { } access)
        {
            metadata = metadata with { Mode = (metadata.Mode & ~0x1FFu) | access.Permissions };
            if (!access.IsMore)
            {
                kept.Remove(AccessList);
            }
        }

        return (metadata, EntryAttributes.Of(kept));
    }

    /// <summary>Whether images may set an attribute on a kind of file.</summary>
    public static bool IsKept(TarType type, string name) => type switch
    {
        TarType.File => name == Capability || IsKeptOfAny(name),
        TarType.Directory => IsKeptOfAny(name),
        _ => false,
    };

    private static bool IsKeptOfAny(string name) =>
        name is AccessList or DefaultList
        || (name.StartsWith(User, StringComparison.Ordinal) && !name.StartsWith("user.overlay.", StringComparison.Ordinal));

    private static bool IsValid(TarType type, string name, byte[] value) => name switch
    {
        Capability => IsCapability(value),
        AccessList => PosixAcl.TryRead(value) is not null,
        DefaultList => type == TarType.Directory && PosixAcl.TryRead(value) is not null,
        _ => name.Length > User.Length && !name.Contains('\0', StringComparison.Ordinal),
    };

    /// <summary>linux/capability.h, <c>vfs_ns_cap_data</c>: revision 2, or 3 with the id of a namespace's root.</summary>
    private static bool IsCapability(ReadOnlySpan<byte> value)
    {
        const uint revisionMask = 0xFF000000;
        const uint revision2 = 0x02000000;
        const uint revision3 = 0x03000000;
        return value.Length is 20 or 24
            && (BinaryPrimitives.ReadUInt32LittleEndian(value) & revisionMask) == (value.Length == 20 ? revision2 : revision3);
    }
}
