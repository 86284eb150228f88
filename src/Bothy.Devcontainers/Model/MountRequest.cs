namespace Bothy.Devcontainers.Model;

/// <summary>A mount that a configuration asks for, in the words of Docker's <c>--mount</c>.</summary>
public sealed record MountRequest
{
    public string? Type { get; init; }

    public string? Source { get; init; }

    /// <summary>Path inside the environment; of several mounts with one target the last counts.</summary>
    public string? Target { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>Most bytes of a mount of type tmpfs; null if nothing is said.</summary>
    public long? TmpfsBytes { get; init; }

    /// <summary>Permissions of the root of a mount of type tmpfs, octal; null if nothing is said.</summary>
    public string? TmpfsMode { get; init; }

    /// <summary>The text if it is permissions in octal digits; else null.</summary>
    internal static string? Permissions(string? text) =>
        text is { Length: >= 3 and <= 5 } && text.All(digit => digit is >= '0' and <= '7') ? text : null;
}
