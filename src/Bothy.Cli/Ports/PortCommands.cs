using System.CommandLine;
using System.Net;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Connecting;
using Bothy.Cli.Documents;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Ports;

/// <summary><c>bothy port forward</c> and <c>bothy port list</c></summary>
internal static class PortCommands
{
    public static Command Create(CliContext context)
    {
        var command = new Command("port", "Reach ports of an environment") { CreateForward(context), CreateList(context) };
        command.Aliases.Add("ports");
        return command;
    }

    private static Command CreateForward(CliContext context)
    {
        var name = NameArgument.One();
        var ports = new Argument<string[]>("LOCAL[:REMOTE]")
        {
            Description = "Port on this machine, and the one inside if that is another. One bound to the environment's loopback is reached, too",
            Arity = ArgumentArity.OneOrMore,
        };
        var address = new Option<string>("--address") { Description = "Listen on this address of this machine", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };
        var command = new Command("forward", "Connect ports of this machine to ports of an environment, until Ctrl-C") { name, ports, address };
        command.RunWithAgent(
            context,
            parsed => (parsed.GetRequiredValue(name), (
                Name: parsed.GetRequiredValue(name),
                Mappings: parsed.GetRequiredValue(ports).Select(PortMapping.Parse).ToList(),
                Address: ReadAddress(parsed.GetValue(address)!))),
            (agent, asked, token) => new PortForwarding(context.Host, agent, asked.Name).RunAsync(asked.Mappings, asked.Address, token));
        return command;
    }

    private static Command CreateList(CliContext context)
    {
        var name = NameArgument.One();
        var output = OutputOption.Create(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("list", "List the ports on which something in an environment listens") { name, output };
        command.RunWithAgent(
            context,
            parsed => (parsed.GetRequiredValue(name), parsed.GetValue(output)),
            async (agent, format, token) =>
            {
                var ports = await agent.ListPortsAsync(token);
                if (format == OutputFormat.Json)
                {
                    context.Host.Out.Write(PortTable.Json(ports));
                }
                else if (ports.Count == 0)
                {
                    context.Host.Error.WriteLine("Nothing listens.");
                }
                else
                {
                    context.Screen.Lines(PortTable.Lines(ports, context.Screen.Width));
                }

                return ExitCode.Success;
            });
        return command;
    }

    private static IPAddress ReadAddress(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw CliException.Usage($"{text} is not an IP address", "write it as 127.0.0.1, ::1 or 0.0.0.0");
}
