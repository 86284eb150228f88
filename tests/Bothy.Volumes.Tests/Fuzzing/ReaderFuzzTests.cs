using Bothy.Fuzz;

namespace Bothy.Volumes.Tests.Fuzzing;

/// <summary>Every reader of stored bytes, for a moment, from a seed that is printed when it fails; ./test --soak runs from a new one and longer.</summary>
public sealed class ReaderFuzzTests
{
    private static readonly bool Soak = Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1";

    public static TheoryData<string> Targets => [.. FuzzRun.Targets.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Read_MutatedBytes_IsRefusedOrRight(string name)
    {
        var target = FuzzRun.Targets[name]();
        using var disposed = target as IDisposable;
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(Soak ? 60 : 1));

        FuzzRun.Run(target, Soak ? Environment.TickCount : 1, Soak ? long.MaxValue : 20_000, time.Token);
    }
}
