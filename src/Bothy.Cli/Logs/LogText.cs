using System.Globalization;
using Bothy.Api.Logs;
using Bothy.Cli.Output;

namespace Bothy.Cli.Logs;

/// <summary>Writes log lines for people: what wrote them, and what.</summary>
internal sealed class LogText(Screen screen, bool withTimes)
{
    public void Write(LogLine line)
    {
        var time = withTimes ? line.At.ToLocalTime().ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture) : "";
        foreach (var text in Printable.Lines(line.Text))
        {
            var style = line.Stream switch
            {
                "error" => "red",
                "info" => "dim",
                _ => null,
            };
            screen.Line($"[dim]{time}{Screen.Markup(line.Source)} |[/] {new Cell(text, style).Markup}");
        }
    }
}
