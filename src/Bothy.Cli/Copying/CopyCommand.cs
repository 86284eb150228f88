using System.CommandLine;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;

namespace Bothy.Cli.Copying;

/// <summary><c>bothy cp</c></summary>
internal static class CopyCommand
{
    public static Command Create(CliContext context)
    {
        var source = new Argument<string>("SRC") { Description = "File or directory: PATH here, or NAME:PATH in an environment" };
        var destination = new Argument<string>("DST") { Description = "Where to; into it if it is a directory" };
        var user = new Option<string?>("--user", "-u") { Description = "With this user's rights inside, who then owns the files", HelpName = "USER" };
        var command = new Command("cp", "Copy files and directories into an environment and out of it") { source, destination, user };
        command.RunWithAgent(
            context,
            parsed =>
            {
                var (from, to) = (CopyPath.Parse(parsed.GetRequiredValue(source)), CopyPath.Parse(parsed.GetRequiredValue(destination)));
                CopyPath.CheckPair(from, to);
                return (from.Environment ?? to.Environment!, (From: from, To: to, User: parsed.GetValue(user)));
            },
            async (agent, asked, token) =>
            {
                var streams = new CopyStreams(agent, asked.User, context.Host);
                await (asked.From.Environment is null
                    ? new CopyIn(streams).RunAsync(asked.From.Path, asked.To, token)
                    : new CopyOut(streams, context.Host).RunAsync(asked.From, asked.To.Path, token));
                return ExitCode.Success;
            });
        return command;
    }
}
