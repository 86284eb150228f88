namespace Bothy.Cli.Terminals;

/// <summary>How a session with a terminal ended for this side.</summary>
/// <param name="ExitCode">The process's own, or 128 and the number of the signal that ended this side.</param>
/// <param name="Left">True where the process goes on without this terminal.</param>
internal readonly record struct TerminalEnding(int ExitCode, bool Left);
