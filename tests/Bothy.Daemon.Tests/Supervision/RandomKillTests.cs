namespace Bothy.Daemon.Tests.Supervision;

public sealed class RandomKillTests : IDisposable
{
    private readonly TestInstallation _installation = new();

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task Anything_KilledAtRandom_ComesBackExactlyOnce()
    {
        var seed = Environment.TickCount;
        var kills = Environment.GetEnvironmentVariable("BOTHY_SOAK") is null ? 12 : 200;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < kills; i++)
        {
            await _installation.Up();
            var victims = new[] { _installation.Supervisor, _installation["server"], _installation["runner"] };
            // Of each, with a chance of one half, and now and then a moment into whatever the supervisor is just doing.
            await Task.Delay(random.Next(3) * random.Next(30), TestContext.Current.CancellationToken);
            foreach (var victim in victims.Where(_ => random.Next(2) == 0))
            {
                if (victim is { } process)
                {
                    TestInstallation.Kill(process);
                }
            }
        }

        await _installation.Up();
        await _installation.Running("runner");
        await _installation.Eventually($"one process of each kind, seed {seed}", () => IsOneOfEach(_installation.CommandLines()));
    }

    private static bool IsOneOfEach(IReadOnlyList<string> commandLines) =>
        commandLines.Count == 3
        && commandLines.Count(line => line.Contains(" up ", StringComparison.Ordinal)) == 1
        && commandLines.Count(line => line.Contains(" child server ", StringComparison.Ordinal)) == 1
        && commandLines.Count(line => line.Contains(" child runner ", StringComparison.Ordinal)) == 1;
}
