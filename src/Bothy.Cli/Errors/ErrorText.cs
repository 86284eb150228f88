using Bothy.Cli.Hosting;
using Bothy.Cli.Output;
using Bothy.Linux.Errors;

namespace Bothy.Cli.Errors;

/// <summary>How errors look: one line that says what happened to what, and one that says what to do.</summary>
internal static class ErrorText
{
    /// <summary>Where standard error is closed or its terminal gone, nothing: the exit code still says it.</summary>
    public static void Write(CliHost host, CliException error)
    {
        try
        {
            WriteLines(host, error);
        }
        catch (LinuxException)
        {
            // There is nobody left to tell.
        }
    }

    private static void WriteLines(CliHost host, CliException error)
    {
        var red = host.ErrorIsTerminal && string.IsNullOrEmpty(host.Variable("NO_COLOR")) && host.Variable("TERM") != "dumb";
        host.Error.WriteLine($"{(red ? "\e[31mbothy:\e[0m" : "bothy:")} {Printable.Line(error.Message)}");
        foreach (var detail in error.Details)
        {
            host.Error.WriteLine($"  {Printable.Line(detail)}");
        }

        if (error.Remedy is { } remedy)
        {
            host.Error.WriteLine($"→ {Printable.Line(remedy)}");
        }
    }
}
