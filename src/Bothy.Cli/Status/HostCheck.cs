using System.Text.Json.Serialization;

namespace Bothy.Cli.Status;

/// <summary>One answer of <c>bothyd check --json</c>.</summary>
/// <param name="State"><c>ok</c>, <c>warning</c> or <c>missing</c>.</param>
/// <param name="Fix">What to do about it.</param>
internal sealed record HostCheck(string Name, string State, string Detail, string? Fix);

[JsonSerializable(typeof(IReadOnlyList<HostCheck>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class HostCheckJson : JsonSerializerContext;
