using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Packs;

/// <summary>The numbers of docs/formats/packs.md.</summary>
internal static class PackFormat
{
    public const ushort Version = 1;

    /// <summary>Magic, version, kind, reserved.</summary>
    public const int HeaderSize = 16;

    /// <summary>Name, then <see cref="StoredRange"/>.</summary>
    public const int IndexEntrySize = ContentName.Size + StoredRange.Size;

    /// <summary>Magic, version, reserved, number of entries, offset of the index.</summary>
    public const int FooterSize = 24;

    /// <summary>Raw chunks begin at multiples of this, so that they are pages of the file.</summary>
    public const int RawAlignment = 4096;

    /// <summary>A pack is closed when it holds as much.</summary>
    public const int TargetLength = 8 << 20;

    public const int MaximumEntries = 8192;

    public const int MaximumLength = 32 << 20;

    /// <summary>What the keys of all packs begin with.</summary>
    public const string Prefix = "packs/";

    public static ReadOnlySpan<byte> HeaderMagic => "BOTHYPAK"u8;

    public static ReadOnlySpan<byte> FooterMagic => "BOTHYPIX"u8;

    public static string Key(ContentName pack)
    {
        var name = pack.ToString();
        return $"{Prefix}{name[..2]}/{name}";
    }

    /// <summary>The pack that has a key; false if it is the key of none.</summary>
    public static bool TryParseKey(ObjectKey key, out ContentName pack)
    {
        var text = key.ToString();
        return ContentName.TryParse(text[(text.LastIndexOf('/') + 1)..], out pack) && Key(pack) == text;
    }
}
