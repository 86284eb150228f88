using Bothy.Linux.Tools;

namespace Bothy.Images.Debian;

/// <summary>Settings of the host's own apt that its mirror needs: a proxy, and leave to be out of date.</summary>
internal static class AptSettings
{
    private static readonly string[] ForBuilding = ["Acquire::http::Proxy", "Acquire::https::Proxy"];
    private static readonly string[] ForMirror = ["Acquire::Check-Valid-Until", "Acquire::Check-Date"];

    /// <returns>Lines for apt.conf(5); empty where the host has no apt.</returns>
    public static async Task<(IReadOnlyList<string> Building, IReadOnlyList<string> Mirror)> ReadAsync(CancellationToken cancellationToken)
    {
        string dump;
        try
        {
            dump = await Tool.RunAsync("apt-config", ["dump"], input: null, cancellationToken);
        }
        catch (ToolException)
        {
            return ([], []);
        }

        var lines = dump.Split('\n');
        return ([.. Having(lines, [.. ForBuilding, .. ForMirror])], [.. Having(lines, ForMirror)]);
    }

    private static IEnumerable<string> Having(string[] lines, string[] names) =>
        lines.Where(line => names.Any(name => line.StartsWith(name + " ", StringComparison.Ordinal) && !line.EndsWith(" \"\";", StringComparison.Ordinal)));
}
