namespace Bothy.Images;

/// <summary>What an image says of how it wants to be run (OCI image specification, "Image Configuration").</summary>
public sealed record ImageConfig
{
    /// <summary><c>NAME=value</c>, in the image's order.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>What runs the commands of builds on it, in place of <c>/bin/sh -c</c>.</summary>
    public IReadOnlyList<string> Shell { get; init; } = [];

    /// <summary>Instructions for builds on it.</summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];

    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c> or <c>uid:gid</c>, as in the image's own files; null for root.</summary>
    public string? User { get; init; }

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
