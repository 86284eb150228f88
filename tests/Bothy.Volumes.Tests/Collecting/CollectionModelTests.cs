namespace Bothy.Volumes.Tests.Collecting;

/// <summary>Whatever happens beside a collection, nothing that is needed is deleted, and in the end nothing else is left. <c>BOTHY_SEED</c> repeats a life.</summary>
public sealed class CollectionModelTests(ITestOutputHelper output)
{
    private const int Steps = 60;
    private const int LivesWithMistakes = 200;
    private static readonly int Lives = Hosting.ServedFixture.Soak ? 400 : 12;

    [Fact]
    public async Task Lives_Random_LoseNothingAndLeaveNothing()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("BOTHY_SEED"), out var given) ? given : Random.Shared.Next(1 << 30);
        output.WriteLine($"seeds {first} to {first + Lives - 1}");
        for (var life = 0; life < Lives; life++)
        {
            using var run = new CollectionRun(first + life, CollectionMistake.None);
            await run.RunAsync(Steps);
        }
    }

    [Theory]
    [InlineData(CollectionMistake.ShortGrace)]
    [InlineData(CollectionMistake.UnseenSentences)]
    public async Task Lives_WithAMistake_FindIt(CollectionMistake mistake)
    {
        for (var life = 0; life < LivesWithMistakes; life++)
        {
            try
            {
                using var run = new CollectionRun(life, mistake);
                await run.RunAsync(Steps);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                output.WriteLine($"{mistake} is found by seed {life}: {exception.Message.Split('\n')[0]}");
                return;
            }
        }

        Assert.Fail($"{LivesWithMistakes} lives did not find: {mistake}");
    }
}
