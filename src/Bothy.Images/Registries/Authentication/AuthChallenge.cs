namespace Bothy.Images.Registries.Authentication;

/// <summary>One way to authenticate that a server offers (RFC 9110, section 11.3).</summary>
/// <param name="Parameters">By name, whatever its case.</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    public string? Parameter(string name) => Parameters.GetValueOrDefault(name);
}
