namespace Bothy.Api.Servers;

/// <summary>The answer of <c>GET /api/v1/version</c>, which needs no token.</summary>
public sealed record ServerVersion
{
    public required string Version { get; init; }
}
