using Bothy.Api.Environments;
using Bothy.Cli.Content;
using Bothy.Cli.Output;

namespace Bothy.Cli.Environments.Listing;

/// <summary>The table of <c>bothy list</c>: one line an environment, columns left out before they are squeezed.</summary>
internal static class EnvironmentTable
{
    private const int WidthForImage = 100;
    private const int WidthForPorts = 70;
    private const int WidthForAge = 50;

    /// <param name="width">Columns of the terminal; null where lines may be as long as they are.</param>
    /// <param name="wide">Everything, whatever the width.</param>
    /// <returns>Lines of markup, the titles first.</returns>
    public static IReadOnlyList<string> Lines(IEnumerable<EnvironmentResource> environments, DateTimeOffset now, int? width, bool wide)
    {
        var columns = Columns(now, width ?? int.MaxValue, wide).ToList();
        var table = new TextTable([.. columns.Select(column => column.Column)]);
        foreach (var environment in environments.OrderBy(environment => environment.Metadata.Name, StringComparer.Ordinal))
        {
            table.Add([.. columns.Select(column => column.Cell(environment))]);
        }

        return table.Lines(width);
    }

    private static IEnumerable<(TextColumn Column, Func<EnvironmentResource, Cell> Cell)> Columns(DateTimeOffset now, int width, bool wide)
    {
        yield return (new("NAME"), environment => new(environment.Metadata.Name));
        yield return (new("PHASE"), EnvironmentSummary.Phase);
        yield return (new("DOING", MayShrink: true), EnvironmentSummary.Doing);
        if (wide || width >= WidthForImage)
        {
            yield return (new("IMAGE", MayShrink: true), environment => new(EnvironmentSummary.Image(environment)));
        }

        if (wide || width >= WidthForPorts)
        {
            yield return (new("PORTS"), environment => new(EnvironmentSummary.Ports(environment)));
        }

        if (wide)
        {
            yield return (new("CLASS"), environment => new(environment.Spec.Class));
            yield return (new("RUNNER"), environment => new(environment.Spec.Runner ?? ""));
            yield return (new("ADDRESS"), environment => new(environment.Status.Machine.Address ?? ""));
            yield return (new("CONTENT", MayShrink: true), environment => new(RequestedContent.Describe(environment.Spec.Content)));
        }

        if (wide || width >= WidthForAge)
        {
            yield return (new("AGE"), environment => new(Quantity.Age(now - environment.Metadata.CreatedAt)));
        }
    }
}
