using Bothy.Cli.Hosting;

namespace Bothy.Cli.Terminals;

/// <summary>What programs inside have to know of the terminal outside.</summary>
internal static class TerminalVariables
{
    private static readonly string[] HandedOn = ["COLORTERM", "TERM_PROGRAM"];

    /// <summary><c>TERM</c> and its like, under the variables that were asked for.</summary>
    public static Dictionary<string, string?> With(CliHost host, IReadOnlyDictionary<string, string?>? asked)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["TERM"] = host.Variable("TERM") is { Length: > 0 } term ? term : "xterm-256color",
        };
        foreach (var name in HandedOn)
        {
            if (host.Variable(name) is { Length: > 0 } value)
            {
                variables[name] = value;
            }
        }

        foreach (var (name, value) in asked ?? new Dictionary<string, string?>())
        {
            variables[name] = value;
        }

        return variables;
    }
}
