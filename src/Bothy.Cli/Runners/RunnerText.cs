using Bothy.Api.Resources;
using Bothy.Api.Runners;
using Bothy.Cli.Output;

namespace Bothy.Cli.Runners;

/// <summary>Runners for people, as lines of markup.</summary>
internal static class RunnerText
{
    private const int LabelColumns = 10;

    public static IReadOnlyList<string> Table(IEnumerable<RunnerResource> runners, int? width)
    {
        var table = new TextTable(new("NAME"), new("STATE"), new("CPUS"), new("MEMORY"), new("DISK"), new("VERSION"), new("SYSTEM", MayShrink: true));
        foreach (var runner in runners.OrderBy(runner => runner.Metadata.Name, StringComparer.Ordinal))
        {
            var status = runner.Status;
            table.Add(
                new(runner.Metadata.Name),
                State(runner),
                new($"{status.CpuMillis / 1000}"),
                new(Quantity.Size(status.MemoryBytes)),
                new(Quantity.Size(status.DiskBytes)),
                new(status.Version ?? ""),
                new(status.OperatingSystem ?? ""));
        }

        return table.Lines(width);
    }

    public static IEnumerable<string> Description(RunnerResource runner, DateTimeOffset now)
    {
        var status = runner.Status;
        yield return $"[bold]{Screen.Markup(runner.Metadata.Name)}[/] is {State(runner).Markup}";
        yield return "";
        yield return Line("version", status.Version ?? "not known");
        yield return Line("system", $"{status.OperatingSystem}, Linux {status.Kernel}");
        yield return Line("capacity", $"{status.CpuMillis / 1000} CPUs, {Quantity.Size(status.MemoryBytes)} of memory, {Quantity.Size(status.DiskBytes)} of disk");
        yield return Line("created", $"{Quantity.Age(now - runner.Metadata.CreatedAt)} ago");
        foreach (var condition in status.Conditions ?? [])
        {
            var mark = condition.Status == ConditionStatus.True ? "[green]✔[/]" : "[red]✘[/]";
            yield return $"  {mark} {Screen.Markup(condition.Type)}: {Screen.Markup(condition.Message ?? condition.Reason)}";
        }
    }

    private static Cell State(RunnerResource runner)
    {
        var ready = runner.Status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready")?.Status == ConditionStatus.True;
        return (ready, runner.Spec.Cordoned) switch
        {
            (false, _) => new Cell("away", "red"),
            (_, true) => new Cell("cordoned", "yellow"),
            _ => new Cell("ready", "green"),
        };
    }

    private static string Line(string label, string text) => $"  [dim]{label.PadRight(LabelColumns)}[/]{Screen.Markup(text)}";
}
