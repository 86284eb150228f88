using Bothy.Cli.Errors;

namespace Bothy.Cli.Exec;

/// <summary>Reads <c>-e NAME=VALUE</c>; <c>-e NAME</c> hands on the caller's own, if there is one.</summary>
internal static class VariableOption
{
    /// <exception cref="CliException">A name is missing.</exception>
    public static Dictionary<string, string?>? Parse(IReadOnlyList<string> settings, Func<string, string?> variable)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? setting : setting[..equals];
            if (name.Length == 0)
            {
                throw CliException.Usage($"-e {setting} has no name", "write it as -e NAME=VALUE");
            }

            if ((equals < 0 ? variable(name) : setting[(equals + 1)..]) is { } value)
            {
                variables[name] = value;
            }
        }

        return variables.Count == 0 ? null : variables;
    }
}
