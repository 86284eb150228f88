using System.Text.Json.Serialization;

namespace Bothy.Daemon.Checks;

/// <summary>What was found about one thing that this host needs.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">Whether it is as it must be.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Fix">What to do about it; null when nothing is to be done.</param>
internal sealed record CheckResult(string Name, CheckState State, string Detail, string? Fix = null);

/// <summary>Good, good enough, or not.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckState>))]
internal enum CheckState
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("missing")]
    Missing,
}

[JsonSerializable(typeof(IReadOnlyList<CheckResult>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class CheckJson : JsonSerializerContext;
