using System.Diagnostics;
using Bothy.Runner.Network;

namespace Bothy.Bench.Network;

/// <summary>
/// Times of the same step for each of many environments, with few present and with nearly all; and how much of it was work, which the host's other
/// work does not disturb.
/// </summary>
internal sealed class Timings
{
    private const int Sample = 50;
    private readonly List<string> rows = [];

    /// <summary>Times the step for one environment after another.</summary>
    /// <param name="growing">True if each step adds to what is present; false if it takes away.</param>
    public async Task TimeAsync(string what, IReadOnlyList<EnvironmentNetwork> networks, Func<EnvironmentNetwork, Task> step, bool growing = true)
    {
        var (times, work) = (new List<double>(), new List<double>());
        foreach (var network in networks)
        {
            var (began, busy) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await step(network);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            work.Add((Environment.CpuUsage.TotalTime - busy).TotalMilliseconds);
        }

        var sample = Math.Min(Sample, times.Count / 2);

        // The very first steps also compile the code.
        var skipped = Math.Min(5, times.Count / 4);
        var (first, last) = (new Range(skipped, skipped + sample), new Range(^sample, ^0));
        var (few, many) = growing ? (first, last) : (last, first);
        rows.Add(
            $"| {what} | {Median(times.Take(few)):0.00} | {Median(times.Take(many)):0.00} | {Percentile(times, 0.99):0.00} | {times.Max():0.00} "
            + $"| {Median(work.Take(few)):0.00} | {Median(work.Take(many)):0.00} |");
    }

    public Task TimeAsync(string what, IReadOnlyList<EnvironmentNetwork> networks, Action<EnvironmentNetwork> step, bool growing = true) =>
        TimeAsync(
            what,
            networks,
            network =>
            {
                step(network);
                return Task.CompletedTask;
            },
            growing);

    public void Print()
    {
        Console.WriteLine("| what (ms) | p50, few present | p50, all present | p99 | max | CPU, few present | CPU, all present |\n|---|---|---|---|---|---|---|");
        rows.ForEach(Console.WriteLine);
    }

    private static double Median(IEnumerable<double> times) => Percentile(times, 0.5);

    private static double Percentile(IEnumerable<double> times, double part)
    {
        var sorted = times.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
    }
}
