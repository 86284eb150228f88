using System.Buffers.Binary;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Manifests;

/// <summary>Writes nodes: the same children always give the same bytes.</summary>
internal static class ManifestNodeWriter
{
    /// <param name="children"><see cref="ManifestShape.FanOut"/> children, none for zeros; a location without a pack's name means the node's own pack.</param>
    /// <returns>The node's bytes; null if all children are none.</returns>
    public static byte[]? Write(int level, ReadOnlySpan<ContentReference> children)
    {
        var packs = new List<ContentName>();
        var numbers = new Dictionary<ContentName, ushort>();
        var count = 0;
        foreach (var child in children)
        {
            if (child.IsNone)
            {
                continue;
            }

            count++;
            if (numbers.TryAdd(child.Location.Pack, (ushort)packs.Count))
            {
                packs.Add(child.Location.Pack);
            }
        }

        return count == 0 ? null : Write(level, children, count, packs, numbers);
    }

    private static byte[] Write(
        int level, ReadOnlySpan<ContentReference> children, int count, List<ContentName> packs, Dictionary<ContentName, ushort> numbers)
    {
        const int packsAt = ManifestFormat.HeaderSize + ManifestFormat.BitmapSize;
        var content = new byte[packsAt + (packs.Count * ContentName.Size) + (count * ManifestFormat.ChildSize)];
        ManifestFormat.Magic.CopyTo(content);
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(4), ManifestFormat.Version);
        content[6] = (byte)level;
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(8), (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(10), (ushort)packs.Count);
        for (var i = 0; i < packs.Count; i++)
        {
            packs[i].Write(content.AsSpan(packsAt + (i * ContentName.Size)));
        }

        var rest = content.AsSpan(packsAt + (packs.Count * ContentName.Size));
        for (var i = 0; i < children.Length; i++)
        {
            if (children[i].IsNone)
            {
                continue;
            }

            content[ManifestFormat.HeaderSize + (i / 8)] |= (byte)(1 << (i % 8));
            var location = children[i].Location;
            children[i].Name.Write(rest);
            new StoredRange(location.Offset, location.Length, location.Encoding).Write(rest[ContentName.Size..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[(ContentName.Size + StoredRange.Size)..], numbers[location.Pack]);
            rest = rest[ManifestFormat.ChildSize..];
        }

        return content;
    }
}
