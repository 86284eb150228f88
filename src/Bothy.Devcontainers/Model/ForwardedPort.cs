using System.Globalization;

namespace Bothy.Devcontainers.Model;

/// <summary>A port that a configuration wants forwarded.</summary>
/// <param name="Host">Another container; null for the environment itself.</param>
/// <param name="Port">0 to 65535.</param>
public readonly record struct ForwardedPort(string? Host, int Port)
{
    public override string ToString() =>
        Host is null ? Port.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
