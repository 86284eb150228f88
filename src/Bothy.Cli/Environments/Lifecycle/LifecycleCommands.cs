using System.CommandLine;
using Bothy.Cli.CommandLine;

namespace Bothy.Cli.Environments.Lifecycle;

/// <summary><c>bothy stop</c>, <c>start</c>, <c>restart</c> and <c>delete</c></summary>
internal static class LifecycleCommands
{
    public static IEnumerable<Command> Create(CliContext context) =>
    [
        Create(context, "stop", "Stop environments; everything in them stays", LifecycleChange.Stop),
        Create(context, "start", "Start stopped environments", LifecycleChange.Start),
        Create(context, "restart", "Stop environments and start them again", LifecycleChange.Restart),
        CreateDelete(context),
    ];

    private static Command Create(CliContext context, string name, string description, LifecycleChange change)
    {
        var names = NameArgument.Several();
        var noWait = NoWait();
        var command = new Command(name, description) { names, noWait };
        command.RunConnected(context, (client, parsed, token) =>
            new LifecycleRun(context, client, context.Hints(parsed), change).RunAsync(
                NameArgument.Distinct(parsed.GetRequiredValue(names)), !parsed.GetValue(noWait), token));
        return command;
    }

    private static Command CreateDelete(CliContext context)
    {
        var names = NameArgument.Several();
        var noWait = NoWait();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = new Command("delete", "Delete environments and everything on their disks") { names, yes, noWait };
        command.Aliases.Add("rm");
        command.RunConnected(context, async (client, parsed, token) =>
        {
            var chosen = NameArgument.Distinct(parsed.GetRequiredValue(names));
            if (!parsed.GetValue(yes) && !await DeleteConfirmation.AskAsync(context, client, chosen, token))
            {
                context.Host.Error.WriteLine("Nothing was deleted.");
                return ExitCode.Failure;
            }

            return await new LifecycleRun(context, client, context.Hints(parsed), LifecycleChange.Delete)
                .RunAsync(chosen, !parsed.GetValue(noWait), token);
        });
        return command;
    }

    private static Option<bool> NoWait() => new("--no-wait") { Description = "Return when the server has taken note" };
}
