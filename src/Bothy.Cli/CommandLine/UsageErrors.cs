using System.CommandLine;
using Bothy.Api.Validation;
using Bothy.Cli.Errors;

namespace Bothy.Cli.CommandLine;

/// <summary>Turns what the parser found wrong with a command line into one error that says how to write it.</summary>
internal static class UsageErrors
{
    public static CliException From(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var stray = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (stray is null)
        {
            var errors = parsed.Errors.Select(error => error.Message.TrimEnd('.')).Distinct().ToList();
            return CliException.Usage(Lower(errors[0]), $"see: {Path(command)} --help");
        }

        var isOption = stray.StartsWith('-');
        var what = isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        var meant = NearestName.Find(stray, isOption ? Options(command) : command.Subcommands.Select(sub => sub.Name));
        return CliException.Usage(
            $"{Path(command)} has no {what} {stray}",
            meant is null ? $"see: {Path(command)} --help" : $"did you mean {meant}?");
    }

    /// <summary>The command as it is typed, as in <c>bothy port forward</c>.</summary>
    public static string Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "bothy" : $"{Path(parent)} {command.Name}";
    }

    private static IEnumerable<string> Options(Command command) =>
        command.Options.SelectMany(option => option.Aliases.Append(option.Name))
            .Concat(command.Parents.OfType<Command>().SelectMany(Options));

    private static string Lower(string sentence) =>
        sentence is [var first, var second, ..] && char.IsUpper(first) && char.IsLower(second) ? char.ToLowerInvariant(first) + sentence[1..] : sentence;
}
