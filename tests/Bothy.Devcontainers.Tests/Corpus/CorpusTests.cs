using System.Text.Json.Nodes;
using Bothy.Devcontainers.Binding;
using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Files;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Machines;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers.Tests.Corpus;

/// <summary>The reference implementation is the oracle: real and reference configurations, and what it printed for each.</summary>
public sealed class CorpusTests
{
    [Theory]
    [MemberData(nameof(CorpusCase.Names), MemberType = typeof(CorpusCase))]
    public void Resolve_RecordedCase_GivesWhatTheReferencePrinted(string folder, string file)
    {
        var recorded = CorpusCase.Load(folder, file);

        var document = JsoncParser.Parse(File.ReadAllBytes(Path.Combine(recorded.Folder, recorded.File)));
        document.Error.ShouldBeNull();
        var problems = new ProblemCollector();
        var (source, _) = ConfigurationSource.Resolve((JsoncObject)document.Value!, CorpusCase.Request, problems.Error);

        problems.Problems.ShouldBeEmpty();
        var actual = JsonNode.Parse(Customizations.ToJson(source));
        JsonNode.DeepEquals(actual, recorded.Expected).ShouldBeTrue($"expected {recorded.Expected.ToJsonString()}\nactual   {actual!.ToJsonString()}");
    }

    [Theory]
    [MemberData(nameof(CorpusCase.Names), MemberType = typeof(CorpusCase))]
    public void Read_RecordedCase_FindsTheFileAndKeepsItsValues(string folder, string file)
    {
        var recorded = CorpusCase.Load(folder, file);
        var request = CorpusCase.Request with { Path = recorded.IsNamed ? recorded.File : null, Image = "debian:bookworm" };

        var reading = DevcontainerReader.Read(new DirectoryWorkspaceFiles(recorded.Folder), request);

        var configuration = reading.ShouldBeOfType<DevcontainerReading.Loaded>((reading as DevcontainerReading.Failed)?.Failure.Message).Configuration;
        configuration.Path.ShouldBe(recorded.File);
        configuration.Name.ShouldBe((string?)recorded.Expected["name"]);
        configuration.Properties.RemoteUser.ShouldBe((string?)recorded.Expected["remoteUser"]);
        configuration.Properties.ContainerUser.ShouldBe((string?)recorded.Expected["containerUser"]);
        configuration.Properties.OverrideCommand.ShouldBe((bool?)recorded.Expected["overrideCommand"]);
        configuration.Properties.ContainerEnv.ShouldBe(Strings(recorded.Expected["containerEnv"]), ignoreOrder: true);
        configuration.Properties.RemoteEnv.ToDictionary(pair => pair.Key, pair => pair.Value!).ShouldBe(Strings(recorded.Expected["remoteEnv"]), ignoreOrder: true);
        configuration.Properties.ForwardPorts.Select(port => port.ToString())
            .ShouldBe(recorded.Expected["forwardPorts"]?.AsArray().Select(port => port!.ToString()) ?? []);
        ShouldHaveCommands(configuration.Properties, recorded.Expected);
        if (!recorded.Expected.ContainsKey("dockerComposeFile"))
        {
            configuration.WorkspaceFolder.ShouldBe(recorded.ExpectedWorkspaceFolder);
        }
    }

    [Theory]
    [MemberData(nameof(CorpusCase.Names), MemberType = typeof(CorpusCase))]
    public void Read_RecordedCase_LoadsImagesAndBuildsAndRefusesCompose(string folder, string file)
    {
        var recorded = CorpusCase.Load(folder, file);
        var isDockerfile = recorded.Expected.ContainsKey("dockerFile") || recorded.Expected["build"]?["dockerfile"] is not null;
        var isCompose = !isDockerfile && !recorded.Expected.ContainsKey("image") && recorded.Expected.ContainsKey("dockerComposeFile");

        var reading = DevcontainerReader.Read(new DirectoryWorkspaceFiles(recorded.Folder), CorpusCase.Request with { Path = recorded.File });

        var reason = (reading as DevcontainerReading.Failed)?.Failure.Reason;
        reason.ShouldBe(isCompose ? DevcontainerFailureReason.ComposeNotSupported : null);
        ((reading as DevcontainerReading.Loaded)?.Configuration.Build is not null).ShouldBe(isDockerfile);
        (reading as DevcontainerReading.Loaded)?.Configuration.Image.ShouldBe((string?)recorded.Expected["image"]);
    }

    /// <summary>Every property is applied, judged with the machine, for editors, or named in a warning: nothing is dropped.</summary>
    [Theory]
    [MemberData(nameof(CorpusCase.Names), MemberType = typeof(CorpusCase))]
    public void Read_RecordedCase_NamesWhatHasNoEffect(string folder, string file)
    {
        string[] applied =
        [
            "$schema", "name", "image", "build", "dockerFile", "context", "dockerComposeFile", "workspaceFolder", "workspaceMount", "containerEnv", "remoteEnv",
            "remoteUser", "containerUser", "forwardPorts", "overrideCommand", "onCreateCommand", "updateContentCommand", "postCreateCommand",
            "postStartCommand", "waitFor", "customizations",
            "init", "privileged", "capAdd", "securityOpt", "mounts", "runArgs", "hostRequirements", "updateRemoteUserUID", "userEnvProbe",
        ];
        var recorded = CorpusCase.Load(folder, file);

        var reading = DevcontainerReader.Read(
            new DirectoryWorkspaceFiles(recorded.Folder), CorpusCase.Request with { Path = recorded.File, Image = "debian:bookworm" });

        var warnings = reading.ShouldBeOfType<DevcontainerReading.Loaded>().Configuration.Warnings;
        foreach (var (name, value) in recorded.Expected.Where(member => !applied.Contains(member.Key)))
        {
            if (value is not (JsonArray { Count: 0 } or JsonObject { Count: 0 }))
            {
                warnings.ShouldContain(warning => warning.StartsWith(name + " ", StringComparison.Ordinal), name);
            }
        }
    }

    /// <summary>What is wanted of the machine is given or named in a warning.</summary>
    [Theory]
    [MemberData(nameof(CorpusCase.Names), MemberType = typeof(CorpusCase))]
    public void MachineDemands_RecordedCase_GiveOrNameWhatIsWanted(string folder, string file)
    {
        var recorded = CorpusCase.Load(folder, file);
        var reading = DevcontainerReader.Read(
            new DirectoryWorkspaceFiles(recorded.Folder), CorpusCase.Request with { Path = recorded.File, Image = "debian:bookworm" });

        var merged = reading.ShouldBeOfType<DevcontainerReading.Loaded>().Configuration.Merge(imageLabels: null);
        var demands = MachineDemands.Of(merged);

        (demands.Mounts.Count + demands.Warnings.Count(warning => warning.StartsWith("mounts", StringComparison.Ordinal)))
            .ShouldBeGreaterThanOrEqualTo(recorded.Expected["mounts"]?.AsArray().Count ?? 0);
        demands.Warnings.Any(warning => warning.StartsWith("privileged", StringComparison.Ordinal)).ShouldBe((bool?)recorded.Expected["privileged"] == true);
        merged.Init.ShouldBe((bool?)recorded.Expected["init"] == true);
        (merged.HostRequirements is null).ShouldBe(recorded.Expected["hostRequirements"] is not JsonObject { Count: > 0 });
    }

    private static void ShouldHaveCommands(DevcontainerProperties properties, JsonObject expected)
    {
        for (var hook = LifecycleHook.OnCreateCommand; hook <= LifecycleHook.PostAttachCommand; hook++)
        {
            var processes = properties.Commands.GetValueOrDefault(hook)?.Processes ?? [];
            var wanted = expected[hook.ToPropertyName()] switch
            {
                null => [],
                JsonValue text when (string)text! == "" => [],
                JsonObject several => several.Select(member => (Name: (string?)member.Key, Value: member.Value!)),
                var single => [(Name: null, Value: single)],
            };
            processes.Select(process => $"{process.Name}: {string.Join('|', process.Arguments)}").ShouldBe(wanted.Select(process =>
                $"{process.Name}: {(process.Value is JsonArray array ? string.Join('|', array.Select(item => (string)item!)) : $"/bin/sh|-c|{(string)process.Value!}")}"));
        }
    }

    private static Dictionary<string, string> Strings(JsonNode? node) =>
        node?.AsObject().ToDictionary(member => member.Key, member => (string)member.Value!) ?? [];
}
