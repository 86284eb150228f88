using System.Globalization;

namespace Bothy.Devcontainers.Diagnostics;

/// <summary>Something in a configuration that keeps it from being used.</summary>
public sealed record DevcontainerProblem
{
    /// <summary>Where in the document, as in <c>postCreateCommand.server[1]</c>; empty for the document itself.</summary>
    public required string Path { get; init; }

    /// <summary>Line in the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Character in the line, from 1.</summary>
    public required int Column { get; init; }

    /// <summary>What is wrong, and what would be right.</summary>
    public required string Message { get; init; }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: {(Path.Length == 0 ? "" : $"{Path} ")}{Message}");
}
