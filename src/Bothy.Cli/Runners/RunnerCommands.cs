using System.CommandLine;
using Bothy.Api.Client;
using Bothy.Api.Json;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Documents;
using Bothy.Cli.Output;

namespace Bothy.Cli.Runners;

/// <summary><c>bothy runner list</c> and <c>bothy runner get</c></summary>
internal static class RunnerCommands
{
    public static Command CreateList(CliContext context)
    {
        var output = OutputOption.Create(OutputFormat.Text, OutputFormat.Json, OutputFormat.Yaml, OutputFormat.Name);
        var command = new Command("list", "List runners") { output };
        command.Aliases.Add("ls");
        command.RunConnected(context, async (client, parsed, token) =>
        {
            var list = await client.Runners.ListAsync(Selection.All, token);
            switch (parsed.GetValue(output))
            {
                case OutputFormat.Text:
                    context.Screen.Lines(RunnerText.Table(list.Items, context.Screen.Width));
                    break;
                case OutputFormat.Name:
                    context.Screen.Lines(list.Items.Select(runner => Screen.Markup(runner.Metadata.Name)));
                    break;
                case var format:
                    context.Host.Out.Write(ResourceText.Write(list, ApiJson.Default.ResourceListRunnerResource, format));
                    break;
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Command CreateGet(CliContext context)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the runner" };
        var output = OutputOption.Create(OutputFormat.Text, OutputFormat.Json, OutputFormat.Yaml);
        var command = new Command("get", "Show all about one runner") { name, output };
        command.RunConnected(context, async (client, parsed, token) =>
        {
            var runner = await client.Runners.GetAsync(parsed.GetRequiredValue(name), token);
            if (parsed.GetValue(output) is var format and not OutputFormat.Text)
            {
                context.Host.Out.Write(ResourceText.Write(runner, ApiJson.Default.RunnerResource, format));
            }
            else
            {
                context.Screen.Lines(RunnerText.Description(runner, context.Host.Time.GetUtcNow()));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
