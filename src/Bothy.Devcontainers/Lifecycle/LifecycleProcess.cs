namespace Bothy.Devcontainers.Lifecycle;

/// <summary>A process of a lifecycle command, started in the workspace folder as the remote user.</summary>
public sealed record LifecycleProcess
{
    /// <summary>Its member name in the object form; null in the string and array forms.</summary>
    public string? Name { get; init; }

    /// <summary>Program and arguments, at least one, none with a NUL. The string form is <c>/bin/sh -c</c> and the string.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }
}
