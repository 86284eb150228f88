namespace Bothy.Linux.Tools;

/// <summary>A program of the host that is missing, or failed.</summary>
public sealed class ToolException : Exception
{
    public ToolException(string program, string reason)
        : base($"{program} cannot be run: {reason}. Install it: see `bothy status`.")
    {
        Program = program;
    }

    public ToolException(string program, IReadOnlyList<string> arguments, int exitCode, string output)
        : base($"{program} {string.Join(' ', arguments)} failed with exit code {exitCode}: {output}")
    {
        Program = program;
        ExitCode = exitCode;
    }

    public string Program { get; }

    /// <summary>Null if the program did not run at all.</summary>
    public int? ExitCode { get; }
}
