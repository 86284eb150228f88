using Bothy.Cli.CommandLine;

namespace Bothy.Cli.Errors;

/// <summary>An expected end of a command: one line that says what happened to what, and one that says what to do.</summary>
internal sealed class CliException(string message, string? remedy = null, int exitCode = ExitCode.Failure) : Exception(message)
{
    /// <summary>What to do next; null where the message says it all.</summary>
    public string? Remedy { get; } = remedy;

    /// <summary>More lines that belong to the message, as one per validation error.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    public int ExitCode { get; } = exitCode;

    public static CliException Usage(string message, string? remedy = null) => new(message, remedy, CommandLine.ExitCode.Usage);
}
