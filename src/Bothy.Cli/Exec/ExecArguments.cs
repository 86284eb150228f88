using System.CommandLine;

namespace Bothy.Cli.Exec;

/// <summary>
/// Makes <c>bothy exec work ls -la</c> mean what it says: from the command's first word on, everything is the command's. The parser
/// would take <c>-la</c> for its own, so a <c>--</c> is put before that word.
/// </summary>
internal static class ExecArguments
{
    public static string[] WithSeparator(string[] arguments, Command exec, IEnumerable<Option> globals)
    {
        var options = exec.Options.Concat(globals).ToList();
        var position = Skip(arguments, 0, options);
        if (position >= arguments.Length || arguments[position] != exec.Name)
        {
            return arguments;
        }

        position = Skip(arguments, position + 1, options);
        position = Skip(arguments, position + 1, options);
        return position >= arguments.Length || arguments[position] == "--"
            ? arguments
            : [.. arguments[..position], "--", .. arguments[position..]];
    }

    /// <summary>The first argument from <paramref name="position"/> on that is neither an option nor an option's value.</summary>
    private static int Skip(string[] arguments, int position, List<Option> options)
    {
        while (position < arguments.Length && arguments[position] is ['-', _, ..] and not "--")
        {
            var word = arguments[position].Split('=')[0];
            var option = options.Find(option => option.Name == word || option.Aliases.Contains(word));
            var takesNext = option is { Arity.MinimumNumberOfValues: > 0 } && !arguments[position].Contains('=', StringComparison.Ordinal);
            position += takesNext ? 2 : 1;
        }

        return position;
    }
}
