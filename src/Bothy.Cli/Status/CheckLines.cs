using Bothy.Cli.Output;

namespace Bothy.Cli.Status;

/// <summary>Checks as lines of markup, the remedy under what needs one.</summary>
internal static class CheckLines
{
    public static IEnumerable<string> Of(IReadOnlyList<HostCheck> checks)
    {
        var names = checks.Select(check => check.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var check in checks)
        {
            var mark = check.State switch
            {
                "ok" => "[green]✔[/]",
                "warning" => "[yellow]![/]",
                _ => "[red]✘[/]",
            };
            yield return $"{mark} {Screen.Markup(check.Name.PadRight(names))}  [dim]{Screen.Markup(check.Detail)}[/]";
            if (check.Fix is { } fix)
            {
                yield return $"  {new string(' ', names)}  → {Screen.Markup(fix)}";
            }
        }
    }
}
