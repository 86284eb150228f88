using System.Diagnostics;

namespace Bothy.Security.Tests.Guest;

/// <summary>
/// Attempts whose success would harm a host, and those that this host's kernel has nothing to offer for, in a machine that is thrown away: refused
/// by every protection that stops them, and harmful without. All of them with <c>--soak</c>; a few, drawn by chance, otherwise.
/// </summary>
public sealed class GuestTests(ITestOutputHelper output)
{
    private const int Sample = 2;

    [Fact]
    public async Task Attempts_InAGuest_AreRefusedAndHarmfulWithoutProtection()
    {
        Assert.SkipWhen(GuestMachine.Missing is not null, GuestMachine.Missing ?? "");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BOTHY_SEED"), out var given) ? given : Environment.TickCount;
        var random = new Random(seed);
        GuestAttempt[] all = [.. GuestAttempts.Harmful, .. GuestAttempts.ImpossibleHere];
        var chosen = Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1" ? all : random.GetItems(all, Sample).Distinct().ToArray();
        var runs = chosen.SelectMany(attempt => attempt.Runs).ToList();
        var began = Stopwatch.GetTimestamp();

        var console = await GuestMachine.RunAsync(runs, TestContext.Current.CancellationToken);

        output.WriteLine($"seed {seed}: {runs.Count} runs of {chosen.Length} attempts in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        var faults = runs.Select(run => run.Fault(console)).OfType<string>().ToList();
        faults.ShouldBeEmpty($"seed {seed}; the console:\n{string.Join('\n', console)}");
        console.ShouldContain(line => line.Contains("ATTEMPTS END", StringComparison.Ordinal));
    }
}
