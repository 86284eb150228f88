using System.CommandLine;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Messages;
using Bothy.Api.Remotes;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Cli.Remotes;
using Bothy.Cli.Terminals;

namespace Bothy.Cli.Exec;

/// <summary>The options of <c>bothy exec</c>.</summary>
internal sealed class ExecOptions
{
    private readonly Argument<string> name = NameArgument.One();
    private readonly Argument<string[]> command = new("COMMAND") { Description = "Program and its arguments", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> user = new("--user", "-u") { Description = "Run as this user (name or id, with :group if wanted)", HelpName = "USER" };
    private readonly Option<string?> directory = new("--cwd", "-w") { Description = "Run in this directory", HelpName = "DIR" };
    private readonly Option<string[]> variables = new("--env", "-e") { Description = "Set a variable; NAME alone hands on your own", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private readonly Option<bool> terminal = new("--tty", "-t") { Description = "Give it a terminal" };
    private readonly Option<bool> noInput = new("--no-stdin", "-n") { Description = "Leave standard input alone" };
    private readonly GitAccessOption access = new();
    private readonly Option<bool> interactive = new("--interactive", "-i") { Description = "As always: standard input is passed on", Hidden = true };

    public void AddTo(Command exec)
    {
        exec.Add(name);
        exec.Add(command);
        foreach (var option in (IEnumerable<Option>)[user, directory, variables, terminal, noInput, interactive, access.Option])
        {
            exec.Add(option);
        }
    }

    public string Name(ParseResult parsed) => parsed.GetRequiredValue(name);

    public bool TakesInput(ParseResult parsed) => !parsed.GetValue(noInput);

    /// <exception cref="CliException">The value makes no sense.</exception>
    public GitAccess Access(ParseResult parsed, CliHost host) => access.Read(parsed, host);

    /// <exception cref="CliException">A value makes no sense.</exception>
    public ExecRequest Read(ParseResult parsed, CliHost host)
    {
        if (parsed.GetValue(directory) is { } path && !path.StartsWith('/'))
        {
            throw CliException.Usage($"--cwd {path} is not an absolute path", "write the path inside the environment from / on");
        }

        var withTerminal = parsed.GetValue(terminal);
        if (withTerminal && !host.InIsTerminal)
        {
            throw CliException.Usage("exec -t needs a terminal, and standard input is none", "leave out -t");
        }

        var set = VariableOption.Parse(parsed.GetValue(variables)!, host.Variable);
        return new ExecRequest
        {
            Session = AgentClient.NewSessionId(),
            Arguments = parsed.GetValue(command),
            User = parsed.GetValue(user),
            WorkingDirectory = parsed.GetValue(directory),
            Environment = withTerminal ? TerminalVariables.With(host, set) : set,
            Terminal = withTerminal ? TerminalSession.SizeNow() : null,
        };
    }
}
