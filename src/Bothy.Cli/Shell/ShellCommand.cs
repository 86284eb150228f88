using System.CommandLine;
using Bothy.Api.Agents;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Messages;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Errors;
using Bothy.Cli.Remotes;
using Bothy.Cli.Terminals;

namespace Bothy.Cli.Shell;

/// <summary><c>bothy shell</c></summary>
internal static class ShellCommand
{
    public static Command Create(CliContext context)
    {
        var name = NameArgument.One();
        var session = new Option<string?>("--session", "-s") { Description = "Name of the session: made if there is none, attached to if there is", HelpName = "NAME" };
        var attach = new Option<bool>("--attach", "-a") { Description = "Go on in the session that was left last" };
        var fresh = new Option<bool>("--new") { Description = "Begin a new session, as without options" };
        var user = new Option<string?>("--user", "-u") { Description = "Run as this user (name or id, with :group if wanted)", HelpName = "USER" };
        var directory = new Option<string?>("--cwd", "-w") { Description = "Begin in this directory", HelpName = "DIR" };
        var access = new GitAccessOption();
        var command = new Command("shell", "Open a terminal in an environment. Enter ~. leaves it running; see --attach") { name, session, attach, fresh, user, directory, access.Option };
        command.SetAction(async (parsed, token) =>
        {
            var connector = context.Connector(parsed);
            var request = new ShellRequest
            {
                Environment = parsed.GetRequiredValue(name),
                Session = parsed.GetValue(session),
                Attach = parsed.GetValue(attach),
                User = parsed.GetValue(user),
                Directory = parsed.GetValue(directory),
            };
            request.Check(parsed.GetValue(fresh), context.Host);
            try
            {
                var granted = access.Read(parsed, context.Host);
                using var client = await connector.OpenAsync(mayInstall: false, token);
                await using var remote = GitAccessOption.Begin(context.Host, client, request.Environment, granted, TimeSpan.Zero);
                var agent = new AgentClient(new EnvironmentTransport(client, request.Environment, context.Host.Time));
                return await new ShellRun(context.Host, agent, context.Hints(parsed), request).RunAsync(token);
            }
            catch (AgentException refused)
            {
                throw new CliException(refused.Message);
            }
            catch (ConnectionLostException lost)
            {
                throw new CliException($"the connection is lost and did not come back: {lost.Message}", "the session goes on; attach to it: " + context.Hints(parsed).Command("shell", request.Environment, "--attach"));
            }
            catch (Exception error) when (connector.Explain(error) is { } explained)
            {
                throw explained;
            }
        });
        return command;
    }
}
