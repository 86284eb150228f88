using System.Text.RegularExpressions;

namespace Bothy.Architecture.Tests;

/// <summary>The code map of docs/architecture.md, held to.</summary>
public sealed partial class CodeMapTests
{
    /// <summary>From the top: a project may use those before it.</summary>
    private static readonly string[] Map =
    [
        "Bothy.Api", "Bothy.Reconcile", "Bothy.Linux", "Bothy.Volumes", "Bothy.Images", "Bothy.Devcontainers",
        "Bothy.Sandboxes", "Bothy.Server", "Bothy.Runner", "Bothy.Daemon", "Bothy.Agent", "Bothy.Cli",
    ];

    /// <summary>Programs: nothing refers to them, wherever they stand.</summary>
    private static readonly string[] Programs = ["Bothy.Daemon", "Bothy.Agent", "Bothy.Cli"];

    [Fact]
    public void Projects_All_AreOnTheMap() =>
        Repository.Projects.Select(Path.GetFileNameWithoutExtension).Except(Map).ShouldBeEmpty();

    [Fact]
    public void References_All_PointUpTheMap() =>
        Repository.Projects.SelectMany(project => References(project).Select(to => (From: Path.GetFileNameWithoutExtension(project), To: to)))
            .Where(reference => Array.IndexOf(Map, reference.To) >= Array.IndexOf(Map, reference.From) || Programs.Contains(reference.To))
            .ShouldBeEmpty();

    [Fact]
    public void Api_References_Nothing()
    {
        References("src/Bothy.Api/Bothy.Api.csproj").ShouldBeEmpty();
        Repository.Xml("src/Bothy.Api/Bothy.Api.csproj").Descendants("PackageReference").ShouldBeEmpty();
    }

    [Fact]
    public void Solution_Lists_EveryProject()
    {
        var solution = Repository.Xml("Bothy.slnx").Descendants("Project").Select(project => project.Attribute("Path")!.Value);
        var onDisk = Repository.Texts.Select(file => file.Path)
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && file.Split('/')[0] is "src" or "tests");

        onDisk.Except(solution).ShouldBeEmpty();
    }

    [Fact]
    public void Projects_All_HaveTests() =>
        Repository.Projects.Select(project => $"tests/{Path.GetFileNameWithoutExtension(project)}.Tests")
            .Where(tests => !Directory.Exists(Path.Combine(Repository.Root, tests)))
            .ShouldBeEmpty();

    [Fact]
    public void NativeCalls_All_AreInLinux() =>
        Repository.Sources.Where(file => file.Project is not ("Bothy.Linux" or "Bothy.Volumes"))
            .SelectMany(file => file.CodeMatches(NativeImport())).ShouldBeEmpty();

    [Fact]
    public void UnsafeCode_All_IsInLinuxAndVolumes() =>
        Repository.Sources.Where(file => file.Project is not ("Bothy.Linux" or "Bothy.Volumes"))
            .SelectMany(file => file.CodeMatches(UnsafeCode())).ShouldBeEmpty();

    private static IEnumerable<string> References(string project) =>
        Repository.Xml(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\b")]
    private static partial Regex NativeImport();

    [GeneratedRegex(@"\bunsafe\b(?!-|\s*[""'])")]
    private static partial Regex UnsafeCode();
}
