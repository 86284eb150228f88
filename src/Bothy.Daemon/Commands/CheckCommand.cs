using System.Text.Json;
using Bothy.Daemon.Checks;
using Bothy.Daemon.Data;

namespace Bothy.Daemon.Commands;

/// <summary><c>bothyd check</c>: what this host needs, what is missing, how to mend it. Changes nothing.</summary>
internal static class CheckCommand
{
    /// <returns>0 if nothing is missing.</returns>
    public static async Task<int> RunAsync(DataDirectory data, bool json)
    {
        IReadOnlyList<CheckResult> results =
            [.. HostChecks.All(), .. InstallationChecks.All(data, BothyProcesses.All(data).Select(process => process.Name))];
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(results, CheckJson.Default.IReadOnlyListCheckResult));
        }
        else
        {
            var width = results.Max(result => result.Name.Length);
            foreach (var result in results)
            {
                var fix = result.Fix is null ? "" : $"\n{new string(' ', width + 11)}→ {result.Fix}";
                await Console.Out.WriteLineAsync($"{Word(result.State),-8} {result.Name.PadRight(width)}  {result.Detail}{fix}");
            }
        }

        return results.Any(result => result.State == CheckState.Missing) ? 1 : 0;
    }

    private static string Word(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Warning => "warning",
        _ => "missing",
    };
}
