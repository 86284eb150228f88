using Bothy.Daemon.Data;

namespace Bothy.Daemon.Commands;

/// <summary>A command with its options.</summary>
internal sealed record Invocation(string Command, DataDirectory Data, IReadOnlySet<string> Flags)
{
    private static readonly Dictionary<string, string[]> KnownFlags = new()
    {
        ["up"] = ["--detach"],
        ["check"] = ["--json"],
    };

    public bool Has(string flag) => Flags.Contains(flag);

    /// <exception cref="UsageException">An option is unknown or lacks its value.</exception>
    public static Invocation Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new UsageException("which command?");
        }

        var data = Environment.GetEnvironmentVariable("BOTHY_DATA") is { Length: > 0 } fromEnvironment ? fromEnvironment : DataDirectory.Default;
        var flags = new HashSet<string>();
        for (var i = 1; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--data")
            {
                data = ++i < arguments.Count && arguments[i].Length > 0 ? arguments[i] : throw new UsageException("--data needs a directory.");
            }
            else if (argument.StartsWith("--data=", StringComparison.Ordinal) && argument.Length > "--data=".Length)
            {
                data = argument["--data=".Length..];
            }
            else if (KnownFlags.GetValueOrDefault(arguments[0], []).Contains(argument))
            {
                flags.Add(argument);
            }
            else
            {
                throw new UsageException($"'{arguments[0]}' does not take '{argument}'.");
            }
        }

        return new(arguments[0], new DataDirectory(Path.GetFullPath(data)), flags);
    }
}
