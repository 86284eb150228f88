using Bothy.Volumes.Chunks;
using Bothy.Volumes.Packs;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Volumes.Tests.Versions;

public sealed class KnownChunksTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly ContentName Name = ContentName.Of("chunk"u8);

    [Fact]
    public void TryFind_WithinALifetime_Finds()
    {
        var time = new FakeTimeProvider();
        var known = Known(time);

        time.Advance(Lifetime);

        known.TryFind(Name, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(25)]
    public void TryFind_AfterTwoLifetimes_HasForgotten(int looks)
    {
        var time = new FakeTimeProvider();
        var known = Known(time);

        // However often somebody looked meanwhile: once after a day of rest, too.
        for (var look = 0; look < looks; look++)
        {
            time.Advance(((2 * Lifetime) + TimeSpan.FromMinutes(1)) / looks);
            known.TryFind(ContentName.Of("other"u8), out _);
        }

        known.TryFind(Name, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryFind_AfterADayOfRest_HasForgotten()
    {
        var time = new FakeTimeProvider();
        var known = Known(time);

        time.Advance(TimeSpan.FromDays(1));

        known.TryFind(Name, out _).ShouldBeFalse();
    }

    private static KnownChunks Known(TimeProvider time)
    {
        var known = new KnownChunks(1000, Lifetime, time);
        known.Add(Name, new PackLocation());
        return known;
    }
}
