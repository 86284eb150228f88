using System.CommandLine;
using Bothy.Api.Json;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Documents;

namespace Bothy.Cli.Environments.Getting;

/// <summary><c>bothy get</c></summary>
internal static class GetCommand
{
    public static Command Create(CliContext context)
    {
        var name = NameArgument.One();
        var output = OutputOption.Create(OutputFormat.Text, OutputFormat.Json, OutputFormat.Yaml);
        var command = new Command("get", "Show all about one environment") { name, output };
        command.RunConnected(context, async (client, parsed, token) =>
        {
            var environment = await client.Environments.GetAsync(parsed.GetRequiredValue(name), token);
            if (parsed.GetValue(output) is OutputFormat.Json or OutputFormat.Yaml)
            {
                context.Host.Out.Write(ResourceText.Write(environment, ApiJson.Default.EnvironmentResource, parsed.GetValue(output)));
            }
            else
            {
                context.Screen.Lines(EnvironmentDescription.Lines(environment, context.Host.Time.GetUtcNow()));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
