using System.Text.Json.Serialization;

namespace Bothy.Images.Registries;

/// <summary>How registries say what is wrong (OCI distribution specification, "Error Codes").</summary>
internal sealed record RegistryErrors
{
    public IReadOnlyList<RegistryError?>? Errors { get; init; }
}

/// <inheritdoc cref="RegistryErrors"/>
internal sealed record RegistryError
{
    public string? Code { get; init; }

    public string? Message { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegistryErrors))]
internal sealed partial class RegistryJson : JsonSerializerContext;
