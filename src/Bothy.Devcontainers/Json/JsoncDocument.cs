namespace Bothy.Devcontainers.Json;

/// <summary>What became of a text: a value, or the first place where it is not JSON.</summary>
internal sealed record JsoncDocument
{
    public JsoncValue? Value { get; init; }

    public JsoncSyntaxError? Error { get; init; }

    /// <summary>Whether bytes that are not UTF-8 were replaced by U+FFFD, as the reference implementation does.</summary>
    public bool HasReplacedBytes { get; init; }
}

internal sealed record JsoncSyntaxError(TextPosition Position, string Message);
