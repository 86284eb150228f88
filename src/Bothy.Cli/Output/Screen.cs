using Bothy.Cli.Hosting;
using Spectre.Console;

namespace Bothy.Cli.Output;

/// <summary>
/// Standard output for text with colours, as lines of Spectre markup; plain where it is no terminal. Made only by commands
/// that need it: a terminal's first line costs about a millisecond.
/// </summary>
internal sealed class Screen(CliHost host)
{
    private readonly Lazy<IAnsiConsole> terminal = new(() => Create(host));

    /// <summary>The terminal, for what is redrawn; only if <see cref="CliHost.OutIsRich"/>.</summary>
    public IAnsiConsole Terminal => terminal.Value;

    /// <summary>Columns to fit into; null where lines may be as long as they are.</summary>
    public int? Width => host.OutIsTerminal ? host.Width() ?? 80 : null;

    public TextWriter Plain => host.Out;

    public void Lines(IEnumerable<string> markup)
    {
        foreach (var line in markup)
        {
            Line(line);
        }
    }

    /// <summary>One line; foreign text in it must have gone through <see cref="Markup(string?)"/>.</summary>
    public void Line(string markup = "")
    {
        if (host.Colors)
        {
            Terminal.Write(new Markup(markup + "\n"));
        }
        else
        {
            host.Out.WriteLine(Spectre.Console.Markup.Remove(markup));
        }
    }

    /// <summary>Foreign text as markup that shows it and does nothing.</summary>
    public static string Markup(string? text) => Spectre.Console.Markup.Escape(Printable.Line(text));

    private static IAnsiConsole Create(CliHost host)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = host.Colors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(host.Out),
        });
        console.Profile.Width = host.Width() ?? 80;
        return console;
    }
}
