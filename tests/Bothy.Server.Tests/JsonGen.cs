using System.Text.Json;
using CsCheck;

namespace Bothy.Server.Tests;

/// <summary>Arbitrary JSON, with the names of this API more often than others.</summary>
internal static class JsonGen
{
    private static readonly string[] Names =
    [
        "kind", "metadata", "spec", "status", "name", "organization", "labels", "annotations", "finalizers", "id", "revision", "deletedAt", "createdAt",
        "desiredPhase", "class", "runner", "content", "git", "url", "ref", "directory", "path", "devcontainer", "image", "restarts", "cpuMillis",
        "conditions", "failures", "phase", "machine", "observedGeneration", "type", "a", "", "ü", "a b", "a.b/c",
    ];

    private static readonly string[] Words =
    [
        "Environment", "work", "default", "running", "stopped", "https://example.org/r", "-x", "ext::sh", "/srv", "../x", "2026-01-01T00:00:00Z",
        "00000000-0000-0000-0000-000000000000", "", "\0", "💾", "true", "1",
    ];

    private static readonly Gen<string> Leaf = Gen.OneOf(
        Gen.Const("null"),
        Gen.Bool.Select(value => value ? "true" : "false"),
        Gen.Long.Select(value => $"{value}"),
        AnyOf("1e400", "-0.0", "1e-7", "9223372036854775808", "0.1"),
        AnyOf(Words).Select(word => JsonSerializer.Serialize(word)),
        Gen.String[0, 20].Select(text => JsonSerializer.Serialize(text)));

    public static Gen<string> Value { get; } = Gen.Recursive<string>((depth, value) => depth >= 4
        ? Leaf
        : Gen.Frequency((2, Leaf), (3, Members(value)), (1, value.List[0, 3].Select(items => $"[{string.Join(",", items)}]"))));

    public static Gen<string> Object { get; } = Members(Value);

    private static Gen<string> AnyOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static Gen<string> Members(Gen<string> value) =>
        Gen.Select(AnyOf(Names), value).List[0, 6].Select(members =>
            "{" + string.Join(",", members.DistinctBy(member => member.Item1).Select(member => $"{JsonSerializer.Serialize(member.Item1)}:{member.Item2}")) + "}");
}
