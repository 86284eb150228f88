using System.CommandLine;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Documents;
using Bothy.Cli.Output;

namespace Bothy.Cli.Environments.Listing;

/// <summary><c>bothy list</c></summary>
internal static class ListCommand
{
    public static Command Create(CliContext context)
    {
        var output = OutputOption.Create(OutputFormat.Text, OutputFormat.Wide, OutputFormat.Json, OutputFormat.Yaml, OutputFormat.Name);
        var watch = new Option<bool>("--watch", "-w") { Description = "Stay and show changes as they happen" };
        var command = new Command("list", "List environments") { output, watch };
        command.Aliases.Add("ls");
        command.RunConnected(context, async (client, parsed, token) =>
        {
            var format = parsed.GetValue(output);
            if (parsed.GetValue(watch))
            {
                return await new ListWatch(context, client, format).RunAsync(token);
            }

            var list = await client.Environments.ListAsync(Selection.All, token);
            Write(context, list.Items, format, () => ResourceText.Write(list, ApiJson.Default.ResourceListEnvironmentResource, format));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(CliContext context, IReadOnlyList<EnvironmentResource> environments, OutputFormat format, Func<string> document)
    {
        switch (format)
        {
            case OutputFormat.Json or OutputFormat.Yaml:
                context.Host.Out.Write(document());
                break;
            case OutputFormat.Name:
                foreach (var environment in environments)
                {
                    context.Host.Out.WriteLine(Printable.Line(environment.Metadata.Name));
                }

                break;
            default:
                if (environments.Count == 0)
                {
                    context.Host.Error.WriteLine("No environments yet. Make one: bothy up DIR|URL");
                    break;
                }

                context.Screen.Lines(EnvironmentTable.Lines(environments, context.Host.Time.GetUtcNow(), context.Screen.Width, format == OutputFormat.Wide));
                break;
        }
    }
}
