using Bothy.Cli.Hosting;

namespace Bothy.Cli.Connecting;

/// <summary>Commands as the user would have to type them: with <c>sudo</c> and <c>--data</c> where they were used, quoted for a shell.</summary>
internal sealed class CommandHints(CliHost host, ServerChoice choice)
{
    /// <summary>As in <c>sudo bothy shell work</c>.</summary>
    public string Command(params IEnumerable<string> arguments) => $"{Sudo()}{Program()} {Quoted(WithServer([.. arguments]))}";

    /// <summary>A command that needs root, whoever asks.</summary>
    public string AsRoot(params IEnumerable<string> arguments) => $"sudo {Program()} {Quoted(arguments)}";

    /// <summary>The words that a shell reads as exactly these.</summary>
    public static string Quoted(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:=@%+,#".Contains(character, StringComparison.Ordinal)) && word[0] != '#'
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private List<string> WithServer(List<string> arguments)
    {
        if (choice.GivenData)
        {
            arguments.InsertRange(0, ["--data", choice.DataDirectory]);
        }

        return arguments;
    }

    /// <summary>The name it was started by: the script at the repository's root hands it on.</summary>
    private string Program() => host.Variable("BOTHY_COMMAND") is { Length: > 0 } name ? name : "bothy";

    private string Sudo() => choice.Remote is null && !string.IsNullOrEmpty(host.Variable("SUDO_USER")) ? "sudo " : "";
}
