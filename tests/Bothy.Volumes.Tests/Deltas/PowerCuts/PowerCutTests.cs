using Bothy.Steps.Traces;

namespace Bothy.Volumes.Tests.Deltas.PowerCuts;

/// <summary>
/// A filesystem on a volume, recorded at work, and the power cut at moments of it: right at flushes, and with any part left of what was written since.
/// It mounts, is sound, and has everything that was brought to stable storage. <c>BOTHY_SEED</c> repeats one.
/// </summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int Works = 150;
    private static readonly int AtFlushes = Hosting.ServedFixture.Soak ? int.MaxValue : 8;
    private static readonly int Anywhere = Hosting.ServedFixture.Soak ? 300 : 8;

    [Fact]
    public async Task Filesystem_PowerCutAnywhere_HasAllThatWasFlushed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BOTHY_SEED"), out var given) ? given : Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var disk = await TracedDisk.MakeAsync();
        var begin = disk.Position;
        var work = new FileWork(disk.At, random, () => disk.Position);
        work.Run(Works);
        var end = disk.Position;
        var trace = await disk.EndAsync();
        var moments = Enumerable.Range(0, trace.Count).Where(index => trace[index].End > begin && trace[index].End <= end).ToArray();
        var flushes = moments.Where(index => trace[index].Entry.Kind == TraceKind.Synchronised).ToArray();
        output.WriteLine($"{moments.Length} moments, {flushes.Length} flushes");
        random.Shuffle(flushes);

        foreach (var moment in flushes.Take(AtFlushes).Concat(random.GetItems(moments, Anywhere)))
        {
            var choice = random.Next();
            using var left = new CutOffDisk(trace.Take(moment + 1).Select(each => each.Entry), choice);
            try
            {
                await left.CheckAsync(found => work.Check(found, trace[moment].End));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}, moment {moment} of {trace.Count}, choice {choice}: {exception.Message}", exception);
            }
        }
    }
}
