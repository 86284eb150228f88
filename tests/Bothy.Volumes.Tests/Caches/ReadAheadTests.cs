using Bothy.Volumes.Reading;

namespace Bothy.Volumes.Tests.Caches;

public sealed class ReadAheadTests
{
    [Fact]
    public void OnRead_InOrder_AsksForTwiceAsMuchEachTimeAndForNothingTwice()
    {
        var ahead = new ReadAhead(most: 16);
        var asked = new List<long>();
        var windows = new List<int>();
        for (var chunk = 100L; chunk < 200; chunk++)
        {
            // Four reads of each chunk.
            for (var part = 0; part < 4; part++)
            {
                var (first, count) = ahead.OnRead(chunk, chunk, isMiss: chunk == 100);
                asked.AddRange(Enumerable.Range((int)first, count).Select(i => (long)i));
                if (count > 0)
                {
                    windows.Add(count);
                }
            }
        }

        windows.Take(5).ShouldBe([2, 4, 8, 16, 16]);
        asked.ShouldBeUnique();
        asked.Order().ShouldBe(Enumerable.Range(102, asked.Count).Select(i => (long)i));
        asked.Max().ShouldBeGreaterThanOrEqualTo(200);
    }

    [Fact]
    public void OnRead_AtRandom_AsksForNothing()
    {
        var (ahead, random) = (new ReadAhead(most: 16), new Random(1));

        for (var i = 0; i < 1000; i++)
        {
            var chunk = random.Next(10_000) * 10L;
            ahead.OnRead(chunk, chunk, isMiss: true).Count.ShouldBe(0);
        }
    }

    [Fact]
    public void OnRead_SeveralReadersInOrder_AreToldApart()
    {
        var ahead = new ReadAhead(most: 16);
        var asked = new int[3];
        for (var step = 0; step < 30; step++)
        {
            for (var reader = 0; reader < 3; reader++)
            {
                var chunk = (reader * 1000L) + step;
                var (first, count) = ahead.OnRead(chunk, chunk, isMiss: step == 0);
                if (count > 0)
                {
                    (first / 1000).ShouldBe(reader);
                }

                asked[reader] += count;
            }
        }

        asked.ShouldAllBe(count => count >= 30);
    }
}
