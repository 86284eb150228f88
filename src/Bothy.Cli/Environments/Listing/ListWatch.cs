using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Api.Resources;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Documents;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bothy.Cli.Environments.Listing;

/// <summary><c>bothy list --watch</c>: a table redrawn in place on a terminal, a line a change elsewhere.</summary>
internal sealed class ListWatch(CliContext context, BothyClient client, OutputFormat format)
{
    private readonly SortedDictionary<string, EnvironmentResource> environments = new(StringComparer.Ordinal);

    /// <summary>Runs until cancelled.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!context.Host.OutIsRich || format is not (OutputFormat.Text or OutputFormat.Wide))
        {
            await foreach (var change in EnvironmentFeed.ReadAsync(client, cancellationToken))
            {
                WriteChange(change);
            }

            return ExitCode.Success;
        }

        await context.Screen.Terminal.Live(Text.Empty).AutoClear(false).StartAsync(async display =>
        {
            await using var ticks = context.Host.Time.CreateTimer(_ => Draw(display), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            await foreach (var change in EnvironmentFeed.ReadAsync(client, cancellationToken))
            {
                lock (environments)
                {
                    Take(change);
                }

                Draw(display);
            }
        });
        return ExitCode.Success;
    }

    private void Take(WatchEvent<EnvironmentResource> change)
    {
        if (change is { Type: WatchEventType.Put, Resource: { } environment })
        {
            environments[environment.Metadata.Name] = environment;
        }
        else if (change is { Type: WatchEventType.Deleted, Resource.Metadata.Name: { } name })
        {
            environments.Remove(name);
        }
    }

    private void Draw(LiveDisplayContext display)
    {
        lock (environments)
        {
            var lines = EnvironmentTable.Lines(environments.Values, context.Host.Time.GetUtcNow(), context.Screen.Width, format == OutputFormat.Wide);
            display.UpdateTarget(new Rows(lines.Select(IRenderable (line) => new Markup(line).Overflow(Overflow.Crop))));
        }
    }

    private void WriteChange(WatchEvent<EnvironmentResource> change)
    {
        if (change.Resource is not { } environment)
        {
            return;
        }

        switch (format)
        {
            case OutputFormat.Json:
                context.Host.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(change, ApiJson.Default.WatchEventEnvironmentResource));
                break;
            case OutputFormat.Yaml:
                context.Host.Out.Write("---\n" + ResourceText.Write(change, ApiJson.Default.WatchEventEnvironmentResource, format));
                break;
            default:
                var word = change.Type == WatchEventType.Deleted ? "deleted" : EnvironmentSummary.Word(environment.Status.Phase);
                context.Screen.Line(Output.Screen.Markup(format == OutputFormat.Name
                    ? environment.Metadata.Name
                    : $"{environment.Metadata.Name}  {word}  {EnvironmentSummary.Doing(environment).Text}".TrimEnd()));
                break;
        }
    }
}
