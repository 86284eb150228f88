using Bothy.Volumes.Quality;

namespace Bothy.Volumes.Tests.Quality;

public sealed class CeilingTests
{
    private const long Frequency = 1_000_000;

    [Fact]
    public void Book_MoreThanTheRate_IsSpreadOverTime()
    {
        var ceiling = new Ceiling();

        var (now, last) = (60 * Frequency, 0L);
        for (var i = 0; i < 1000; i++)
        {
            last = ceiling.Book(units: 1000, rate: 100_000, now, Frequency);
        }

        // A million units at 100 thousand a second, but for the burst and the last one's own time.
        ((last - now) / (double)Frequency).ShouldBe(10 - Ceiling.Burst.TotalSeconds, 0.02);
    }

    [Fact]
    public void Book_AfterARest_LetsABurstThroughAndNoMore()
    {
        var ceiling = new Ceiling();
        var now = 60 * Frequency;

        var atOnce = Enumerable.Range(0, 1000).Count(_ => ceiling.Book(100, rate: 100_000, now, Frequency) <= now);

        atOnce.ShouldBeInRange(50, 52);
    }
}
