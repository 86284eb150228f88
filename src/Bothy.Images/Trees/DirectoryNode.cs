namespace Bothy.Images.Trees;

/// <summary>A directory.</summary>
/// <param name="parent">What it lies in; null for the root, which lies in itself.</param>
internal sealed class DirectoryNode(DirectoryNode? parent, EntryMetadata metadata, EntryAttributes attributes) : Node(metadata, attributes)
{
    private static readonly Dictionary<string, TreeEntry> Nothing = [];
    private Dictionary<string, TreeEntry>? entries;

    public DirectoryNode Parent => parent ?? this;

    /// <summary>How many directories it lies in.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>The last layer that made it or something in it, to be kept by <see cref="ImageTree"/>.</summary>
    public int Layer { get; set; }

    /// <summary>The directory of the image below that this one is, with changes; null if it is none.</summary>
    public LowerDirectory? Lower { get; init; }

    /// <summary>What is in it, by raw name.</summary>
    public Dictionary<string, TreeEntry> Entries => entries ??= Lower?.Read(this) ?? new(StringComparer.Ordinal);

    /// <summary>What is in it as far as anybody has looked: nothing else can be of a layer.</summary>
    public IReadOnlyDictionary<string, TreeEntry> Seen => entries ?? Nothing;
}
