using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Manifests;

/// <summary>The numbers of docs/formats/manifests.md.</summary>
internal static class ManifestFormat
{
    public const ushort Version = 1;

    /// <summary>Magic, version, level, reserved, numbers of children and packs, reserved.</summary>
    public const int HeaderSize = 16;

    /// <summary>One bit for each possible child.</summary>
    public const int BitmapSize = ManifestShape.FanOut / 8;

    /// <summary>Name, <see cref="StoredRange"/>, number of the pack in the node's list.</summary>
    public const int ChildSize = ContentName.Size + StoredRange.Size + sizeof(ushort);

    public const int MaximumSize = HeaderSize + BitmapSize + (ManifestShape.FanOut * (ContentName.Size + ChildSize));

    public static ReadOnlySpan<byte> Magic => "BVMN"u8;
}
