using System.Buffers.Binary;
using System.Numerics;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;

namespace Bothy.Volumes.Manifests;

/// <summary>
/// One node of a manifest, verified and immutable but for what its readers note down about where chunks lie on this host
/// (docs/formats/manifests.md).
/// </summary>
internal sealed class ManifestNode
{
    private readonly byte[] content;
    private readonly int children;
    private readonly long[] residences;

    private ManifestNode(byte[] content, ContentName home)
    {
        this.content = content;
        Home = home;
        Level = content[6];
        Count = BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(8));
        Low = BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(ManifestFormat.HeaderSize));
        High = BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(ManifestFormat.HeaderSize + 8));
        children = PacksAt + (BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(10)) * ContentName.Size);
        residences = Level == 0 ? new long[Count] : [];
    }

    /// <summary>A leaf without chunks.</summary>
    public static ManifestNode Zeros { get; } = new(new byte[ManifestFormat.HeaderSize + ManifestFormat.BitmapSize], default);

    /// <summary>The pack that this node was read from, to which its children may belong too.</summary>
    public ContentName Home { get; }

    /// <summary>0 for leaves.</summary>
    public int Level { get; }

    /// <summary>How many children there are.</summary>
    public int Count { get; }

    private ulong Low { get; }

    private ulong High { get; }

    private static int PacksAt => ManifestFormat.HeaderSize + ManifestFormat.BitmapSize;

    /// <summary>Bytes that this object takes, nearly.</summary>
    public int Weight => content.Length + (residences.Length * sizeof(long)) + 128;

    /// <summary>Set by whoever uses the node, taken back by whoever looks for unused ones.</summary>
    public bool Used { get; set; } = true;

    /// <summary>Notes that the node was used, writing to memory only if that is news.</summary>
    public void MarkUsed()
    {
        if (!Used)
        {
            Used = true;
        }
    }

    /// <summary>True if there is nothing but zeros below a child.</summary>
    public bool IsZero(int child) => ((child < 64 ? Low >> child : High >> (child - 64)) & 1) == 0;

    /// <summary>A child, or none.</summary>
    public ContentReference this[int child] => IsZero(child) ? default : At(RankOf(child));

    /// <summary>The name of a child that is not zero.</summary>
    public ContentName NameOf(int child) => ContentName.Read(content.AsSpan(children + (RankOf(child) * ManifestFormat.ChildSize)));

    /// <summary>
    /// Where a chunk of this leaf was last found on this host, in the words of whoever keeps chunks there; 0 at first. Written and read
    /// without a lock: it is a hint that its reader checks.
    /// </summary>
    public ref long Residence(int child) => ref residences[RankOf(child)];

    /// <summary>Reads a node.</summary>
    /// <param name="content">Its bytes, kept by the result.</param>
    /// <param name="name">What they must hash to.</param>
    /// <param name="home">The pack that they were read from.</param>
    /// <exception cref="DamagedObjectException">They do not, or are not a node of that level.</exception>
    public static ManifestNode Read(byte[] content, ContentName name, ContentName home, int level)
    {
        if (content.Length > ManifestFormat.MaximumSize || ContentName.Of(content) != name)
        {
            throw Damaged(name, home, "its bytes do not have that name");
        }

        if (content.Length < PacksAt || !content.AsSpan().StartsWith(ManifestFormat.Magic))
        {
            throw Damaged(name, home, "it is not a manifest node");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(4)) is var version && version != ManifestFormat.Version)
        {
            throw Damaged(name, home, $"its format version is {version}, and this program knows {ManifestFormat.Version}");
        }

        var (count, packs) = (BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(8)), BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(10)));
        if (content[6] != level || count > ManifestShape.FanOut || packs > count
            || content.Length != PacksAt + (packs * ContentName.Size) + (count * ManifestFormat.ChildSize))
        {
            throw Damaged(name, home, $"a node of level {content[6]} with {count} children in {packs} packs and {content.Length} bytes does not belong there");
        }

        var node = new ManifestNode(content, home);
        if (BitOperations.PopCount(node.Low) + BitOperations.PopCount(node.High) != count)
        {
            throw Damaged(name, home, "its bitmap does not fit its children");
        }

        for (var i = 0; i < count; i++)
        {
            var child = content.AsSpan(node.children + (i * ManifestFormat.ChildSize), ManifestFormat.ChildSize);
            if (ContentName.Read(child).IsNone || !StoredRange.Read(child[ContentName.Size..]).IsValid
                || BinaryPrimitives.ReadUInt16LittleEndian(child[(ContentName.Size + StoredRange.Size)..]) >= packs)
            {
                throw Damaged(name, home, $"its child {i} lies nowhere");
            }
        }

        return node;
    }

    private ContentReference At(int rank)
    {
        var child = content.AsSpan(children + (rank * ManifestFormat.ChildSize), ManifestFormat.ChildSize);
        var range = StoredRange.Read(child[ContentName.Size..]);
        var pack = BinaryPrimitives.ReadUInt16LittleEndian(child[(ContentName.Size + StoredRange.Size)..]);
        var packName = ContentName.Read(content.AsSpan(PacksAt + (pack * ContentName.Size)));
        return new(ContentName.Read(child), new(packName.IsNone ? Home : packName, range.Offset, range.Length, range.Encoding));
    }

    private int RankOf(int child) => child < 64
        ? BitOperations.PopCount(Low & ((1ul << child) - 1))
        : BitOperations.PopCount(Low) + BitOperations.PopCount(High & ((1ul << (child - 64)) - 1));

    private static DamagedObjectException Damaged(ContentName name, ContentName home, string reason) =>
        new($"Manifest node {name} in pack {home}", reason);
}
