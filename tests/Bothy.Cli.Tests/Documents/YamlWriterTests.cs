using System.Text.Json;
using System.Text.Json.Nodes;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Cli.Documents;
using Bothy.Cli.Tests.Environments;
using CsCheck;

namespace Bothy.Cli.Tests.Documents;

public sealed class YamlWriterTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf<string>("", " ", "no", "1", "1.5", "~", "null", "- a", "a: b", "a #b", "#", "*x", "&x", "!x", "%x", "@x", "`", "'", "\"", "\n", "\t", "a\r\nb", "---", "...", "{", "]", "2026-01-01", "0x1f", "1e3", "é", "日本", "\u2028", "\u0085", "\u001b[31m", "😀"),
        Gen.String[Gen.Char[' ', '~'], 0, 12],
        Gen.String[Gen.Char[(char)1, (char)0x2FF], 0, 6]);

    private static readonly Gen<JsonNode?> Leaf = Gen.OneOf(
        Gen.Const((JsonNode?)null),
        Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.Long.Select(value => (JsonNode?)JsonValue.Create(value)),
        Text.Select(value => (JsonNode?)JsonValue.Create(value)));

    [Fact]
    public void Write_AnyJson_ReadsBackAsTheSame() => Tree(3).Sample(node =>
    {
        var json = node?.ToJsonString() ?? "null";

        var yaml = YamlWriter.Write(JsonElement.Parse(json));

        (YamlReader.ReadAll(yaml).Single()?.ToJsonString() ?? "null").ShouldBe(json, yaml);
    });

    [Fact]
    public void Write_Environment_LooksAsPeopleWriteIt()
    {
        var environment = Sample.Environment("work") with { Status = new EnvironmentStatus { Phase = EnvironmentPhase.Running } };

        ResourceText.Write(environment, ApiJson.Default.EnvironmentResource, OutputFormat.Yaml).ShouldStartWith(
            """
            kind: Environment
            metadata:
              id: "00000000-0000-0000-0000-000000000000"
              name: work
              organization: default
              revision: 7
              generation: 1
              createdAt: "2026-03-01T11:55:00+00:00"
            spec:
              desiredPhase: running
              class: default
              runner: local
              content:
                git:
                  url: https://example.org/team/work.git
                  ref: main
                  history: background
                  submodules: true
              devcontainer: {}

            """);
    }

    [Fact]
    public void Write_Environment_ReadsBackAsTheSame()
    {
        var environment = Sample.Environment("work");

        foreach (var format in (OutputFormat[])[OutputFormat.Yaml, OutputFormat.Json])
        {
            var text = ResourceText.Write(environment, ApiJson.Default.EnvironmentResource, format);
            var read = YamlReader.ReadAll(text).Single().Deserialize(ApiJson.Default.EnvironmentResource);
            JsonSerializer.Serialize(read, ApiJson.Default.EnvironmentResource)
                .ShouldBe(JsonSerializer.Serialize(environment, ApiJson.Default.EnvironmentResource));
        }
    }

    private static Gen<JsonNode?> Tree(int depth) => depth == 0
        ? Leaf
        : Gen.OneOf(
            Leaf,
            Tree(depth - 1).Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
            Gen.Select(Text, Tree(depth - 1)).Array[0, 4].Select(members =>
                (JsonNode?)new JsonObject(members.DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, member.Item2?.DeepClone())))));
}
