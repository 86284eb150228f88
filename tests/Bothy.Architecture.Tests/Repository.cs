using System.Xml.Linq;

namespace Bothy.Architecture.Tests;

/// <summary>The files of this repository, as they are on disk.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "artifacts", ".git", "node_modules", "TestResults"];
    private static readonly string[] TextExtensions = [".cs", ".csproj", ".props", ".slnx", ".md", ".sh", ".json", ".yml", ".yaml", ".service", ".proj", ""];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Projects { get; } = [.. Files("src").Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))];

    public static IReadOnlyList<SourceFile> Sources { get; } = Code("src");

    public static IReadOnlyList<SourceFile> Tests { get; } = Code("tests");

    /// <summary>Everything that people read, in the whole repository.</summary>
    public static IReadOnlyList<SourceFile> Texts { get; } =
        [.. Files("").Where(file => TextExtensions.Contains(Path.GetExtension(file)) && !File.ResolveLinkTarget(Path.Combine(Root, file), false).Exists()).Select(Read)];

    public static XDocument Xml(string file) => XDocument.Load(Path.Combine(Root, file));

    private static bool Exists(this FileSystemInfo? target) => target is not null;

    private static List<SourceFile> Code(string folder) =>
        [.. Files(folder).Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).Select(Read)];

    private static SourceFile Read(string file) => new(file, File.ReadAllLines(Path.Combine(Root, file)));

    private static IEnumerable<string> Files(string folder)
    {
        var directory = Path.Combine(Root, folder);
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            yield return Path.GetRelativePath(Root, file);
        }

        foreach (var child in Directory.EnumerateDirectories(directory).Where(child => !Generated.Contains(Path.GetFileName(child))))
        {
            foreach (var file in Files(Path.GetRelativePath(Root, child)))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Bothy.slnx")))
        {
            directory = Path.GetDirectoryName(directory.TrimEnd('/')) ?? throw new InvalidOperationException($"no Bothy.slnx above {AppContext.BaseDirectory}");
        }

        return directory;
    }
}
