using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads <c>containerEnv</c> and <c>remoteEnv</c>.</summary>
internal static class EnvironmentVariables
{
    public static Dictionary<string, string> ReadContainerEnv(ObjectReader reader, ProblemCollector problems)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, path) in reader.Members("containerEnv"))
        {
            if (ReadValue(reader, problems, name, value, path) is { } text)
            {
                variables[name] = text;
                if (Substitution.MentionsContainer(text))
                {
                    problems.Warn(path, "keeps ${containerEnv:…} as it is written: the container's environment is what containerEnv makes; use remoteEnv to build on it.");
                }
            }
        }

        return variables;
    }

    public static Dictionary<string, string?> ReadRemoteEnv(ObjectReader reader, ProblemCollector problems)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value, path) in reader.Members("remoteEnv"))
        {
            if (value is JsoncNull && IsName(reader, name, value, path))
            {
                variables[name] = null;
            }
            else if (ReadValue(reader, problems, name, value, path) is { } text)
            {
                variables[name] = text;
            }
        }

        return variables;
    }

    private static string? ReadValue(ObjectReader reader, ProblemCollector problems, string name, JsoncValue value, JsonPath path)
    {
        if (!IsName(reader, name, value, path))
        {
            return null;
        }

        var scalar = value switch
        {
            JsoncNumber number => number.Text,
            JsoncBoolean boolean => boolean.Value ? "true" : "false",
            _ => null,
        };
        if (scalar is not null)
        {
            problems.Warn(path, $"should be a string; it is taken as \"{scalar}\".");
        }

        return scalar ?? reader.AsText(value, path);
    }

    private static bool IsName(ObjectReader reader, string name, JsoncValue value, JsonPath path)
    {
        if (name.Length > 0 && !name.Contains('=') && !name.Contains('\0'))
        {
            return true;
        }

        reader.Problem(path, value, "is not a name for an environment variable: it must not be empty, nor hold \"=\" or NUL");
        return false;
    }
}
