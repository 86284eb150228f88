using Bothy.Volumes.Tests.Deltas.Simulation;

namespace Bothy.Volumes.Tests.Deltas;

/// <summary>Lives of volumes against a model, over a disk that fails. <c>BOTHY_SEED</c> repeats one; a seed that failed is added to the list.</summary>
public sealed class DeltaModelTests(ITestOutputHelper output)
{
    private const int Steps = 120;
    private static readonly int Lives = Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1" ? 20_000 : 200;

    /// <summary>A write that failed half-way, then read, then flushed.</summary>
    [Theory]
    [InlineData(162762920)]
    public void Life_FailedBefore_DoesWhatADiskMayDo(int seed) => DeltaRun.Run(seed, Steps);

    [Fact]
    public void Lives_Random_DoWhatADiskMayDo()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("BOTHY_SEED"), out var given) ? given : Random.Shared.Next(1 << 30);
        output.WriteLine($"seeds {first} to {first + Lives - 1}");
        for (var life = 0; life < Lives; life++)
        {
            DeltaRun.Run(first + life, Steps);
        }
    }
}
