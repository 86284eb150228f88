using Bothy.Api.Client;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Cli.Output;

namespace Bothy.Cli.Apply;

/// <summary>Applies documents in their order; one that fails does not keep the others back.</summary>
internal sealed class ApplyRun(CliHost host, BothyClient client)
{
    public async Task<int> RunAsync(ApplyRequest request, CancellationToken cancellationToken)
    {
        var failed = false;
        foreach (var step in request.Steps)
        {
            try
            {
                var (subject, outcome) = await step.RunAsync(client, cancellationToken);
                host.Out.WriteLine($"{Printable.Line(subject)} {outcome}");
            }
            catch (ApiException refused)
            {
                failed = true;
                ErrorText.Write(host, new CliException(refused.Detail ?? refused.Title) { Details = [.. refused.Errors.Select(error => error.ToString())] });
            }
            catch (CliException error)
            {
                failed = true;
                ErrorText.Write(host, error);
            }
        }

        return failed ? ExitCode.Failure : ExitCode.Success;
    }
}
