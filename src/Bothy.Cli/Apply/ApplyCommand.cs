using System.CommandLine;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Documents;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Apply;

/// <summary><c>bothy apply</c></summary>
internal static class ApplyCommand
{
    public static Command Create(CliContext context)
    {
        var files = new Option<string[]>("--file", "-f")
        {
            Description = "YAML or JSON file with one or more resources; - for standard input",
            HelpName = "FILE|-",
            Required = true,
        };
        var command = new Command("apply", "Create or change environments and classes as files say") { files };
        command.RunConnected(
            context,
            parsed => ApplyRequest.Read(parsed.GetRequiredValue(files).SelectMany(file => Open(context.Host, file)).ToList()),
            (client, request, token) => new ApplyRun(context.Host, client).RunAsync(request, token),
            mayInstall: true);
        return command;
    }

    private static IReadOnlyList<ResourceDocument> Open(CliHost host, string file)
    {
        if (file == "-")
        {
            return DocumentReader.Read(host.InBytes, "standard input");
        }

        try
        {
            using var stream = File.OpenRead(file);
            return DocumentReader.Read(stream, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file} cannot be read: {error.Message}", "name a file that you can read, or - for standard input", ExitCode.Usage);
        }
    }
}
