using Bothy.Images.Layers;
using Bothy.Images.Trees;

namespace Bothy.Images.Archives;

/// <summary>Where the files of a tar archive lie in it, links among them followed.</summary>
internal sealed class ArchiveIndex
{
    private const int MostEntries = 100_000;
    private readonly Dictionary<string, (long Offset, long Size)> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);

    private ArchiveIndex()
    {
    }

    /// <exception cref="TarException">It is not such an archive.</exception>
    public static ArchiveIndex Read(Stream archive)
    {
        var index = new ArchiveIndex();
        var reader = new TarReader(archive);
        while (reader.Next() is { } entry)
        {
            if (index.files.Count + index.links.Count > MostEntries)
            {
                throw new TarException("it has too many entries");
            }

            var name = EntryPath.Normalise(entry.Name);
            switch (entry.Type)
            {
                case TarType.File:
                    index.files[name] = (archive.Position, entry.Size);
                    break;
                case TarType.HardLink:
                    index.links[name] = EntryPath.Normalise(entry.LinkName);
                    break;
                case TarType.SymbolicLink:
                    index.links[name] = Beside(name, entry.LinkName);
                    break;
            }
        }

        return index;
    }

    /// <summary>Where the file of a name lies; null if there is none.</summary>
    public (long Offset, long Size)? Find(string name)
    {
        for (var hop = 0; hop < 4; hop++)
        {
            if (files.TryGetValue(name, out var place))
            {
                return place;
            }

            if (!links.TryGetValue(name, out name!))
            {
                return null;
            }
        }

        return null;
    }

    private static string Beside(string name, string target)
    {
        var parts = name.Split('/')[..^1].ToList();
        foreach (var part in RawName.ToText(target).Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part.Length > 0 && part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
