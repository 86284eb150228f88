using Bothy.Volumes.Bases;
using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Deltas;
using Bothy.Volumes.Deltas.Layers;
using static Bothy.Volumes.Tests.Catalogs.CatalogFixture;

namespace Bothy.Volumes.Tests.Catalogs;

/// <summary>Volumes that nobody uses any more, and that are not in the store yet.</summary>
public sealed class UnusedVolumeTests
{
    private const long Length = 1L << 30;
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    [Fact]
    public async Task Released_WithACut_IsSavedAllTheSame()
    {
        using var fixture = new CatalogFixture();
        var catalog = fixture.Catalog("here");
        var gate = await ReleaseWithACutAsync(fixture, catalog, 4096);

        catalog.FindDurability(Id)!.ShouldSatisfyAllConditions(left => left.OpenCuts.ShouldBe(1), left => left.BytesHereOnly.ShouldBe(4096));
        gate.SetResult();
        await UntilAsync(() => catalog.FindDurability(Id) is null);

        (await fixture.ReadLatestAsync(4096)).ShouldBe(Filled(1, 4096));
        await UntilAsync(() => !Directory.Exists(fixture.MarksOf(Id)));
    }

    [Fact]
    public async Task Released_SavingUnasked_IsSavedOnceMore()
    {
        using var fixture = new CatalogFixture();
        var catalog = fixture.Catalog("here", Never);
        await catalog.CreateAsync(Id, new(Length), Stop);
        await using (var volume = await catalog.OpenAsync(Id, readOnly: false, Stop))
        {
            volume.Blocks.Write(0, Filled(1, 4096));
        }

        await UntilAsync(() => catalog.FindDurability(Id) is null);

        (await fixture.ReadLatestAsync(4096)).ShouldBe(Filled(1, 4096));
        await UntilAsync(() => !Directory.Exists(fixture.MarksOf(Id)));
    }

    [Fact]
    public async Task Opened_WhileItIsSaved_IsTheSameVolume()
    {
        using var fixture = new CatalogFixture();
        var catalog = fixture.Catalog("here");
        var gate = await ReleaseWithACutAsync(fixture, catalog, 8192);

        await using var again = await catalog.OpenAsync(Id, readOnly: false, Stop);
        again.Blocks.Write(4096, Filled(2, 4096));
        gate.SetResult();
        await UntilAsync(() => again.Durability is { OpenCuts: 0, BytesHereOnly: 4096 });

        var read = new byte[8192];
        await again.Blocks.ReadAsync(0, read, Stop);
        read.ShouldBe([.. Filled(1, 4096), .. Filled(2, 4096)]);
        (await fixture.ReadLatestAsync(8192)).ShouldBe(Filled(1, 8192));
    }

    [Fact]
    public async Task Deleted_WhileItIsSaved_LeavesNothing()
    {
        using var fixture = new CatalogFixture();
        var catalog = fixture.Catalog("here");
        await ReleaseWithACutAsync(fixture, catalog, 4096);

        await catalog.DeleteAsync(Id, Stop);

        catalog.FindDurability(Id).ShouldBeNull();
        Directory.EnumerateFileSystemEntries(Path.Combine(fixture.Root, "here")).ShouldBeEmpty();
        Directory.Exists(fixture.MarksOf(Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task Server_Restarted_SavesWhatIsLeft()
    {
        using var fixture = new CatalogFixture();
        await fixture.Catalog("here").CreateAsync(Id, new(Length), Stop);

        // As a server that was killed leaves it.
        using (var killed = DeltaVolume.Open(
            DeltaPlace.Local(Path.Combine(fixture.Root, "here", Id.ToString()), fixture.MarksOf(Id)), state => new ZeroBase(state.Length, ChunkSize.Default)))
        {
            killed.Write(0, Filled(1, 4096));
            killed.Cut("one");
            killed.Write(0, Filled(2, 4096));
        }

        var catalog = fixture.Catalog("here");
        await catalog.RunAsync(Stop);
        await UntilAsync(() => catalog.FindDurability(Id) is null);

        (await fixture.ReadLatestAsync(4096)).ShouldBe(Filled(1, 4096));
        await using var volume = await catalog.OpenAsync(Id, readOnly: false, Stop);
        var read = new byte[4096];
        await volume.Blocks.ReadAsync(0, read, Stop);
        read.ShouldBe(Filled(2, 4096));
    }

    [Fact]
    public async Task Cut_WhileTheEarlierOneIsSaved_LeavesBothAsTheyWere()
    {
        using var fixture = new CatalogFixture();
        var catalog = fixture.Catalog("here");
        await catalog.CreateAsync(Id, new(Length), Stop);
        await using var volume = await catalog.OpenAsync(Id, readOnly: false, Stop);
        var gate = new TaskCompletionSource();
        volume.Blocks.Write(0, Filled(1, 1 << 20));
        fixture.Faulty.Gate = gate.Task;
        await volume.CutAsync("one", null, Stop);

        // What the publication of the first is still to read is overwritten, cut, and overwritten again.
        volume.Blocks.Write(4096, Filled(2, 1 << 19));
        await volume.CutAsync("two", null, Stop);
        volume.Blocks.Write(8192, Filled(3, 1 << 18));
        gate.SetResult();
        await UntilAsync(() => volume.Durability.OpenCuts == 0);

        var expected = Filled(1, 1 << 20);
        await HoldsAsync(fixture, 2, expected);
        Filled(2, 1 << 19).CopyTo(expected, 4096);
        await HoldsAsync(fixture, 3, expected);
        Filled(3, 1 << 18).CopyTo(expected, 8192);
        var read = new byte[1 << 20];
        await volume.Blocks.ReadAsync(0, read, Stop);
        read.AsSpan().SequenceEqual(expected).ShouldBeTrue();
    }

    [Fact]
    public async Task Created_FromAVersionOfItsOwn_FollowsTheLatest()
    {
        using var fixture = new CatalogFixture();
        var first = fixture.Catalog("here");
        await first.CreateAsync(Id, new(Length), Stop);
        await using (var volume = await first.OpenAsync(Id, readOnly: false, Stop))
        {
            volume.Blocks.Write(0, Filled(1, 4096));
            await volume.CutAsync("one", null, Stop);
            await UntilAsync(() => volume.Durability.OpenCuts == 0);
            volume.Blocks.Write(4096, Filled(2, 4096));
            await volume.CutAsync("two", null, Stop);
            await UntilAsync(() => volume.Durability.OpenCuts == 0);
        }

        // Elsewhere, back to the first, and on from there: nothing of the second may come back.
        var second = fixture.Catalog("there");
        await second.CreateAsync(Id, new(0, "first/2"), Stop);
        await using (var volume = await second.OpenAsync(Id, readOnly: false, Stop))
        {
            volume.Blocks.Write(8192, Filled(3, 4096));
            await volume.CutAsync("three", null, Stop);
            await UntilAsync(() => volume.Durability.OpenCuts == 0);
        }

        (await fixture.ReadLatestAsync(12288)).ShouldBe([.. Filled(1, 4096), .. new byte[4096], .. Filled(3, 4096)]);
    }

    /// <summary>Makes the volume, writes to it, cuts it and uses it no more, while the store does not answer.</summary>
    /// <returns>To be set when the store is to answer.</returns>
    private static async Task<TaskCompletionSource> ReleaseWithACutAsync(CatalogFixture fixture, DeltaCatalog catalog, int bytes)
    {
        var gate = new TaskCompletionSource();
        await catalog.CreateAsync(Id, new(Length), Stop);
        await using var volume = await catalog.OpenAsync(Id, readOnly: false, Stop);
        fixture.Faulty.Gate = gate.Task;
        volume.Blocks.Write(0, Filled(1, bytes));
        await volume.CutAsync("one", null, Stop);
        return gate;
    }

    private static async Task HoldsAsync(CatalogFixture fixture, long number, byte[] expected)
    {
        var versions = fixture.Versions("reader");
        using var opened = versions.Open((await versions.Heads(Id).FindAsync(number, Stop))!);
        var read = new byte[expected.Length];
        await opened.ReadAsync(0, read, Stop);
        read.AsSpan().SequenceEqual(expected).ShouldBeTrue($"version {number}");
    }
}
