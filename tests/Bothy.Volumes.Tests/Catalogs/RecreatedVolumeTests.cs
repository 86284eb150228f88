using Bothy.Volumes.Catalogs;
using static Bothy.Volumes.Tests.Catalogs.CatalogFixture;

namespace Bothy.Volumes.Tests.Catalogs;

/// <summary>A volume that is deleted and made anew under the same name, as the disk of a build's layers is.</summary>
public sealed class RecreatedVolumeTests
{
    private const long Length = 1L << 30;
    private const long Place = 8 << 20;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Saved_AfterItWasMadeAnew_HasNothingOfTheOneBefore()
    {
        using var fixture = new CatalogFixture();
        var catalog = fixture.Catalog("here", Often);
        await LiveAsync(catalog, Place, 0xAA);
        await catalog.DeleteAsync(Id, Stop);

        await LiveAsync(catalog, 0, 0xBB);

        await using var volume = await catalog.OpenAsync(Id, readOnly: false, Stop);
        var here = new byte[4096];
        await volume.Blocks.ReadAsync(Place, here, Stop);
        here.ShouldBe(Filled(0, 4096));
        var saved = await fixture.ReadLatestAsync((int)Place + 4096);
        saved[..4096].ShouldBe(Filled(0xBB, 4096));
        saved[(int)Place..].ShouldBe(Filled(0, 4096));
    }

    private static async Task LiveAsync(DeltaCatalog catalog, long place, byte value)
    {
        await catalog.CreateAsync(Id, new(Length), Stop);
        await using (var volume = await catalog.OpenAsync(Id, readOnly: false, Stop))
        {
            volume.Blocks.Write(place, Filled(value, 4096));
            volume.Blocks.Flush();
            await UntilAsync(() => volume.Durability is { BytesHereOnly: 0, Version: not null });
        }

        await UntilAsync(() => catalog.FindDurability(Id) is null);
    }
}
