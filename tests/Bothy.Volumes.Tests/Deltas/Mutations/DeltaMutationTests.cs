namespace Bothy.Volumes.Tests.Deltas.Mutations;

/// <summary>Tests the tests: each mistake of <see cref="DeltaMutations"/> is put into the sources, and the model must find it.</summary>
public sealed class DeltaMutationTests(ITestOutputHelper output)
{
    private const int Lives = 400;
    private const int Steps = 120;
    private const int FewLives = 10;

    [Fact]
    public void Model_EachMistake_IsFound()
    {
        var volumes = new MutatedVolumes();
        var sound = volumes.Compile(null);
        for (var seed = 0; seed < FewLives; seed++)
        {
            sound(seed, Steps);
        }

        var missed = DeltaMutations.All.AsParallel().Where(mutation => !IsFound(volumes.Compile(mutation), mutation)).Select(mutation => mutation.Rule).ToList();
        missed.ShouldBeEmpty();
    }

    private bool IsFound(Action<int, int> run, Mutation mutation)
    {
        foreach (var seed in Enumerable.Range(0, Lives).Prepend(mutation.Seed))
        {
            try
            {
                run(seed, Steps);
            }
            catch (Exception exception)
            {
                output.WriteLine($"{mutation.Rule}: {exception.Message.Split('\n')[0]}");
                return true;
            }
        }

        return false;
    }
}
