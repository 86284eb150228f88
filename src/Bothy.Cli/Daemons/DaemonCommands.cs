using System.CommandLine;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Errors;
using Bothy.Cli.Output;
using Bothy.Cli.Runners;

namespace Bothy.Cli.Daemons;

/// <summary><c>bothy server …</c> and <c>bothy runner …</c></summary>
internal static class DaemonCommands
{
    public static IEnumerable<Command> Create(CliContext context)
    {
        yield return new Command("server", "The control plane on this host")
        {
            CreateChange(context, "start", "Start Bothy on this host", ["up", "--detach"]),
            CreateChange(context, "stop", "Stop Bothy on this host; environments go on", ["down"]),
            CreateChange(context, "restart", "Stop Bothy and start it again, as a new version; environments go on", ["restart"]),
            CreateLogs(context, "server"),
        };
        yield return new Command("runner", "The hosts that run environments")
        {
            RunnerCommands.CreateList(context),
            RunnerCommands.CreateGet(context),
            CreateLogs(context, "runner"),
        };
    }

    private static Command CreateChange(CliContext context, string name, string description, IReadOnlyList<string> daemon)
    {
        var command = new Command(name, description);
        command.Run(async (parsed, token) =>
        {
            var choice = Local(context, parsed);
            if (!Environment.IsPrivilegedProcess)
            {
                throw new CliException($"only root can {name} Bothy on this host", context.Hints(parsed).AsRoot("server", name));
            }

            context.Host.Out.Write(string.Join('\n', Printable.Lines(await new DaemonProgram(context.Host).RunAsync([.. daemon, "--data", choice.DataDirectory], token))) + "\n");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateLogs(CliContext context, string daemon)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written from now on, until Ctrl-C" };
        var command = new Command("logs", $"Show the log of this host's {daemon}") { follow };
        command.Run(async (parsed, token) =>
        {
            await new DaemonLog(context.Host, Local(context, parsed).DataDirectory, daemon, context.Hints(parsed)).WriteAsync(parsed.GetValue(follow), token);
            return ExitCode.Success;
        });
        return command;
    }

    private static ServerChoice Local(CliContext context, ParseResult parsed)
    {
        var choice = context.Choice(parsed);
        return choice.Remote is { } remote
            ? throw CliException.Usage($"this is about the daemons of this host, not of {remote.Url.Host}", "run it there, or leave out --server (BOTHY_SERVER)")
            : choice;
    }
}
