using System.CommandLine;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Completion;

/// <summary><c>bothy completion</c>: scripts that ask the command line itself, through its <c>[suggest]</c> directive.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _bothy() {
            local IFS=$'\n'
            COMPREPLY=($(bothy "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -o default -F _bothy bothy

        """;

    private const string Zsh = """
        #compdef bothy
        _bothy() {
            compadd -- "${(@f)$(bothy "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}"
        }
        compdef _bothy bothy

        """;

    private const string Fish = """
        complete -f -c bothy -a '(bothy "[suggest:"(commandline -C)"]" (commandline -c) 2>/dev/null)'

        """;

    public static Command Create(CliHost host)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.CompletionSources.Add("bash", "zsh", "fish");
        var command = new Command("completion", "Write a script that completes commands and options: source <(bothy completion bash)") { shell };
        command.SetAction(parsed =>
        {
            host.Out.Write(parsed.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw CliException.Usage($"there is no completion for {other}", "name bash, zsh or fish"),
            });
            return ExitCode.Success;
        });
        return command;
    }
}
