using Bothy.Volumes.Hosting;
using Bothy.Volumes.Tests.Catalogs;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Volumes.Tests.Hosting;

/// <summary>Collections go on for as long as the server runs, however one of them ends.</summary>
public sealed class CollectionScheduleTests
{
    [Fact]
    public async Task Collection_FailsInAnyWay_IsFollowedByTheNext()
    {
        using var catalog = new CatalogFixture();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(CatalogFixture.Stop);
        var (time, collections) = (new FakeTimeProvider(), 0);
        catalog.Faulty.BeforeList = () =>
        {
            collections++;
            throw collections == 1 ? new InvalidOperationException("nobody expected this") : new IOException("the store is away");
        };
        var schedule = new CollectionSchedule(catalog.Versions("here"), new(), time).RunAsync(stop.Token);

        for (var expected = 1; expected <= 3; expected++)
        {
            await CatalogFixture.UntilAsync(() =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return collections >= expected;
            });
        }

        schedule.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await schedule;
    }
}
