using System.Text;
using Bothy.Linux.Terminals;

namespace Bothy.Cli.Hosting;

/// <summary>What the process gives a command: streams, terminal, variables, time. Tests give their own.</summary>
internal sealed class CliHost
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>The bytes behind <see cref="Out"/>; what is written here passes it unchanged.</summary>
    public required Stream OutBytes { get; init; }

    public required Stream ErrorBytes { get; init; }

    public required Stream InBytes { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public bool InIsTerminal { get; init; }

    /// <summary>Columns that a line may take; null where lines may have any length, as in a file.</summary>
    public Func<int?> Width { get; init; } = () => null;

    public Func<string, string?> Variable { get; init; } = _ => null;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether output to <see cref="Out"/> may be coloured and redrawn.</summary>
    public bool OutIsRich => OutIsTerminal && Variable("TERM") != "dumb";

    public bool Colors => OutIsRich && string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>This process's own streams, unbuffered and without <see cref="Console"/>, which would take charge of the terminal.</summary>
    public static CliHost OfProcess()
    {
        var (output, error) = (new StandardStream(1, FileAccess.Write), new StandardStream(2, FileAccess.Write));
        return new CliHost
        {
            OutBytes = output,
            ErrorBytes = error,
            InBytes = new StandardStream(0, FileAccess.Read),
            Out = new StreamWriter(output, Utf8, bufferSize: 4096) { AutoFlush = true, NewLine = "\n" },
            Error = new StreamWriter(error, Utf8, bufferSize: 1024) { AutoFlush = true, NewLine = "\n" },
            OutIsTerminal = TerminalWindow.IsTerminal(1),
            ErrorIsTerminal = TerminalWindow.IsTerminal(2),
            InIsTerminal = TerminalWindow.IsTerminal(0),
            Width = () => TerminalWindow.Of(1)?.Columns,
            Variable = Environment.GetEnvironmentVariable,
        };
    }
}
