using System.Text.Json.Nodes;
using Bothy.Devcontainers.Tests.Support;

namespace Bothy.Devcontainers.Tests.Corpus;

/// <summary>One recorded run of the reference implementation: a configuration, and what it printed for it.</summary>
internal sealed record CorpusCase
{
    /// <summary>Stands where the corpus has placeholders for the recording machine's paths.</summary>
    public const string Workspace = "/home/user/__WS_BASENAME__";

    public required string Folder { get; init; }

    /// <summary>Path of the file in the folder.</summary>
    public required string File { get; init; }

    /// <summary>Whether the file has to be named because the reference does not find it.</summary>
    public required bool IsNamed { get; init; }

    public required JsonObject Expected { get; init; }

    public required string ExpectedWorkspaceFolder { get; init; }

    public static DevcontainerRequest Request => new()
    {
        LocalWorkspaceFolder = Workspace,
        LocalEnvironment = new Dictionary<string, string> { ["HOME"] = "__HOME__", ["PATH"] = "__PATH__" },
    };

    private static string Root => Path.Combine(Repository.Corpus, "devcontainers");

    private static string Index => Path.Combine(Root, "index.json");

    /// <summary>Names of all cases; a single empty one if there is no corpus.</summary>
    public static TheoryData<string, string> Names()
    {
        if (!System.IO.File.Exists(Index))
        {
            return new TheoryData<string, string>(("", ""));
        }

        var cases = JsonNode.Parse(System.IO.File.ReadAllText(Index))!["cases"]!.AsArray();
        return new TheoryData<string, string>(cases.SelectMany(one => one!["runs"]!.AsArray()
            .Where(run => (string?)run!["result"] == "ok")
            .Select(run => ((string)one["folder"]!, (string)run!["config"]!))));
    }

    public static CorpusCase Load(string folder, string file)
    {
        Assert.SkipWhen(folder.Length == 0, $"needs the corpus at {Root}; set BOTHY_CORPUS to the directory that holds \"devcontainers\"");
        var cases = JsonNode.Parse(System.IO.File.ReadAllText(Index))!["cases"]!.AsArray();
        var run = cases.Single(one => (string?)one!["folder"] == folder)!["runs"]!.AsArray().Single(one => (string?)one!["config"] == file)!;
        var expected = System.IO.File.ReadAllText(Path.Combine(Root, folder, (string)run["expected"]!));
        var configuration = JsonNode.Parse(expected.Replace("__WS__", Workspace))!.AsObject();
        configuration.Remove("configFilePath"); // Added by the reference CLI.
        return new CorpusCase
        {
            Folder = Path.Combine(Root, folder),
            File = file,
            IsNamed = (bool)run["configArgument"]!,
            Expected = configuration,
            ExpectedWorkspaceFolder = ((string)run["workspace"]!["workspaceFolder"]!).Replace("__WS__", Workspace),
        };
    }
}
