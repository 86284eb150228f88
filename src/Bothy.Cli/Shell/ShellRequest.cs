using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Shell;

/// <summary>What <c>bothy shell</c> was asked for.</summary>
internal sealed record ShellRequest
{
    private const int LongestSession = 64 - ShellSessions.PrefixLength;

    public required string Environment { get; init; }

    /// <summary>The user's name for the session; null for one without.</summary>
    public string? Session { get; init; }

    /// <summary>Go on in the session that was left last.</summary>
    public bool Attach { get; init; }

    public string? User { get; init; }

    public string? Directory { get; init; }

    /// <exception cref="CliException">The options contradict each other, or there is no terminal.</exception>
    public void Check(bool fresh, CliHost host)
    {
        if ((Session is not null ? 1 : 0) + (Attach ? 1 : 0) + (fresh ? 1 : 0) > 1)
        {
            throw CliException.Usage("--session, --attach and --new exclude each other", "give one of them");
        }

        if (Session is not null && !(Session.Length is > 0 and <= LongestSession && Session.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')))
        {
            throw CliException.Usage($"{Session} cannot name a session", $"use letters, digits, -, _ and ., at most {LongestSession}");
        }

        if (Directory is not null && !Directory.StartsWith('/'))
        {
            throw CliException.Usage($"--cwd {Directory} is not an absolute path", "write the path inside the environment from / on");
        }

        if (!host.InIsTerminal)
        {
            throw CliException.Usage("shell needs a terminal, and standard input is none", "run a command instead: bothy exec NAME -- COMMAND");
        }
    }
}
