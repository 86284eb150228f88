using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bothy.Volumes.Tests.Deltas.Mutations;

/// <summary>Compiles the delta's sources, with a mistake in them, together with the model.</summary>
internal sealed class MutatedVolumes
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview);
    private static readonly string[] Replaced = ["Bothy.Volumes.dll", "Bothy.Volumes.Tests.dll"];
    private readonly string project = Path.Combine(Root(), "src", "Bothy.Volumes");
    private readonly Dictionary<string, string> sources = [];
    private readonly Dictionary<string, SyntaxTree> trees = [];
    private readonly List<SyntaxTree> model = [CSharpSyntaxTree.ParseText(Usings, Language)];
    private readonly List<PortableExecutableReference> references;

    public MutatedVolumes()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(project, "Deltas"), "*.cs", SearchOption.AllDirectories)
            .Append(Path.Combine(project, "Blocks", "IBlockVolume.cs"))
            .Append(Path.Combine(project, "Bases", "IVolumeBase.cs")))
        {
            var source = File.ReadAllText(file);
            sources.Add(Path.GetRelativePath(project, file), source);
            trees.Add(Path.GetRelativePath(project, file), CSharpSyntaxTree.ParseText(source, Language));
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root(), "tests", "Bothy.Volumes.Tests", "Deltas", "Simulation"), "*.cs"))
        {
            model.Add(CSharpSyntaxTree.ParseText(File.ReadAllText(file), Language));
        }

        references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(path => !Replaced.Contains(Path.GetFileName(path)))
            .Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>The model's run over the sources with that mistake: throws for a seed that finds it.</summary>
    public Action<int, int> Compile(Mutation? mutation)
    {
        var compiled = CSharpCompilation.Create(
            $"Mutated{Guid.NewGuid():n}",
            [.. model, .. trees.Select(tree => tree.Key == mutation?.File ? CSharpSyntaxTree.ParseText(Mutate(mutation), Language) : tree.Value)],
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        using var stream = new MemoryStream();
        var result = compiled.Emit(stream);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)));
        stream.Position = 0;
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(stream)
            .GetType("Bothy.Volumes.Tests.Deltas.Simulation.DeltaRun")!
            .GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!
            .CreateDelegate<Action<int, int>>();
    }

    private string Mutate(Mutation mutation)
    {
        var source = sources[mutation.File];
        source.Split(mutation.Original).Length.ShouldBe(2, $"the text of \"{mutation.Rule}\" occurs once in {mutation.File}");
        return source.Replace(mutation.Original, mutation.Mistake, StringComparison.Ordinal);
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Bothy.slnx")))
        {
            directory = Path.GetDirectoryName(directory.TrimEnd('/'))!;
        }

        return directory;
    }
}
