namespace Bothy.Devcontainers.Model;

/// <summary>How a tool should treat a port: Dev Container reference, "Port attributes".</summary>
public sealed record PortAttributes
{
    public string? Label { get; init; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string? Protocol { get; init; }

    /// <summary><c>notify</c>, <c>openBrowser</c>, <c>openBrowserOnce</c>, <c>openPreview</c>, <c>silent</c> or <c>ignore</c>.</summary>
    public string? OnAutoForward { get; init; }

    public bool? RequireLocalPort { get; init; }

    public bool? ElevateIfNeeded { get; init; }
}
