using Bothy.Server.Store;

namespace Bothy.Server.Tests.Store;

/// <summary>What every store must do. Derive a class for each.</summary>
public abstract class ResourceStoreContract : IAsyncLifetime
{
    private const string Kind = "Thing";

    private readonly DateTimeOffset _longAgo = DateTimeOffset.UnixEpoch;

    private protected IResourceStore Store { get; private set; } = null!;

    private protected RecordingSink Sink { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Write_Create_IsThereAfterReopening()
    {
        var id = await CreateAsync("a", "{\"x\":1}");

        await ReopenAsync();

        Sink.Loaded.ShouldBe([new StoredResource(Kind, id, "default", "a", 1, "{\"x\":1}")]);
        Sink.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task Write_CreateWithATakenName_ChangesNothing()
    {
        await CreateAsync("a");

        (await Store.WriteAsync(Creation("a"), Cancellation)).ShouldBe(new WriteResult(WriteOutcome.NameTaken));

        Sink.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task Write_SameNameElsewhere_IsAnotherResource()
    {
        await CreateAsync("a");

        (await Store.WriteAsync(Creation("a") with { Organization = "other" }, Cancellation)).Outcome.ShouldBe(WriteOutcome.Committed);
        (await Store.WriteAsync(Creation("a") with { Kind = "Other" }, Cancellation)).Outcome.ShouldBe(WriteOutcome.Committed);
    }

    [Fact]
    public async Task Write_UpdateAtItsRevision_TellsWhatItReplaced()
    {
        var id = await CreateAsync("a", "1");

        (await Store.WriteAsync(Update("a", id, 1, "2"), Cancellation)).ShouldBe(new WriteResult(WriteOutcome.Committed, 2));

        var change = Sink.Changes[^1];
        change.Deleted.ShouldBeFalse();
        change.Resource.ShouldBe(new StoredResource(Kind, id, "default", "a", 2, "2"));
        change.Previous.ShouldBe(new StoredResource(Kind, id, "default", "a", 1, "1"));
    }

    [Fact]
    public async Task Write_UpdateAtAnotherRevision_IsStale()
    {
        var id = await CreateAsync("a");
        await Store.WriteAsync(Update("a", id, 1), Cancellation);

        foreach (var revision in new long[] { 0, 1, 3 })
        {
            (await Store.WriteAsync(Update("a", id, revision), Cancellation)).ShouldBe(new WriteResult(WriteOutcome.Stale));
        }

        Sink.Revision.ShouldBe(2);
    }

    [Theory]
    [InlineData(WriteType.Update)]
    [InlineData(WriteType.Delete)]
    internal async Task Write_WhatIsNotThere_NotFound(WriteType type) =>
        (await Store.WriteAsync(Update("a", Guid.NewGuid(), 1) with { Type = type }, Cancellation)).ShouldBe(new WriteResult(WriteOutcome.NotFound));

    [Fact]
    public async Task Write_Delete_FreesTheName()
    {
        var id = await CreateAsync("a", "1");

        (await Store.WriteAsync(Update("a", id, 1, "last") with { Type = WriteType.Delete }, Cancellation)).ShouldBe(new WriteResult(WriteOutcome.Committed, 2));
        var again = await CreateAsync("a");

        var change = Sink.Changes[1];
        change.Deleted.ShouldBeTrue();
        change.Resource.Document.ShouldBe("last");
        change.Previous!.Document.ShouldBe("1");
        again.ShouldNotBe(id);
        await ReopenAsync();
        Sink.Loaded.Single().Id.ShouldBe(again);
        Sink.Revision.ShouldBe(3);
    }

    [Fact]
    public async Task Write_SixteenWriters_RevisionsAreCommitOrder()
    {
        const int Writers = 16;
        const int Each = 40;
        var acknowledged = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var mine = new List<long>();
            for (var i = 0; i < Each; i++)
            {
                var result = await Store.WriteAsync(Creation($"w{writer}-{i}"), Cancellation);
                Sink.Revision.ShouldBeGreaterThanOrEqualTo(result.Revision, "published before it was acknowledged");
                mine.Add(result.Revision);
            }

            return mine;
        }, Cancellation)));

        Sink.Faults.ShouldBeEmpty();
        acknowledged.ShouldAllBe(mine => mine.SequenceEqual(mine.Order()));
        acknowledged.SelectMany(mine => mine).Order().ShouldBe(Enumerable.Range(1, Writers * Each).Select(n => (long)n));
        (await ReadAllAsync(0)).ShouldBe(Sink.Changes);
    }

    [Fact]
    public async Task Write_ManyUpdatesOfOneRevision_OneWins()
    {
        var id = await CreateAsync("a");
        for (long revision = 1; revision <= 20; revision++)
        {
            var expected = revision;
            var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => Store.WriteAsync(Update("a", id, expected, $"{n}"), Cancellation), Cancellation)));

            results.Count(result => result.Outcome == WriteOutcome.Committed).ShouldBe(1);
            results.Count(result => result.Outcome == WriteOutcome.Stale).ShouldBe(15);
        }

        Sink.Revision.ShouldBe(21);
    }

    [Fact]
    public async Task ReadChanges_FromAnyRevision_ContinuesWithoutGap()
    {
        for (var i = 0; i < 10; i++)
        {
            await CreateAsync($"a{i}");
        }

        for (long after = 0; after <= 10; after++)
        {
            var page = await Store.ReadChangesAsync(after, 3, Cancellation);
            page.Gone.ShouldBeFalse();
            page.Changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, 10).Select(n => (long)n).Where(n => n > after).Take(3));
        }
    }

    [Fact]
    public async Task Compact_ByCount_ForgetsTheOldest()
    {
        await CreateManyAsync(10);

        (await CompactFullyAsync(_longAgo, keep: 4)).ShouldBe(6);

        (await Store.ReadChangesAsync(5, 100, Cancellation)).Gone.ShouldBeTrue();
        (await Store.ReadChangesAsync(6, 100, Cancellation)).Changes.Select(change => change.Revision).ShouldBe([7, 8, 9, 10]);
    }

    [Fact]
    public async Task Compact_ByAge_ForgetsWhatIsOlder()
    {
        await CreateManyAsync(3);

        (await CompactFullyAsync(_longAgo, keep: 100)).ShouldBe(0);
        (await CompactFullyAsync(DateTimeOffset.UtcNow.AddDays(1), keep: 100)).ShouldBe(3);

        (await Store.ReadChangesAsync(2, 100, Cancellation)).Gone.ShouldBeTrue();
        (await Store.ReadChangesAsync(3, 100, Cancellation)).Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Compact_ThenChange_StillTellsWhatItReplaced()
    {
        var id = await CreateAsync("a", "1");
        await CreateManyAsync(3);
        await CompactFullyAsync(_longAgo, keep: 0);

        await Store.WriteAsync(Update("a", id, 1, "2"), Cancellation);

        var change = (await Store.ReadChangesAsync(4, 100, Cancellation)).Changes.Single();
        change.Previous.ShouldNotBeNull().Document.ShouldBe("1");
        await CompactFullyAsync(_longAgo, keep: 0);
        await Store.WriteAsync(Update("a", id, 5, "3"), Cancellation);
        (await Store.ReadChangesAsync(5, 100, Cancellation)).Changes.Single().Previous.ShouldNotBeNull().Document.ShouldBe("2");
    }

    [Fact]
    public async Task Compact_SurvivesReopening_AndKeepsTheResources()
    {
        await CreateManyAsync(5);
        await CompactFullyAsync(_longAgo, keep: 1);

        await ReopenAsync();

        Sink.Loaded.Count.ShouldBe(5);
        (await Store.ReadChangesAsync(3, 100, Cancellation)).Gone.ShouldBeTrue();
        (await Store.ReadChangesAsync(4, 100, Cancellation)).Changes.Count.ShouldBe(1);
        await CreateAsync("next");
        Sink.Revision.ShouldBe(6);
    }

    [Fact]
    public async Task Write_AfterDisposal_Throws()
    {
        await Store.DisposeAsync();

        await Should.ThrowAsync<StoreException>(() => Store.WriteAsync(Creation("a"), Cancellation));
    }

    /// <summary>A store on the medium of this test; called again to reopen it.</summary>
    private protected abstract IResourceStore CreateStore();

    private protected async Task OpenAsync()
    {
        Sink = new RecordingSink();
        Store = CreateStore();
        await Store.OpenAsync(Sink, Cancellation);
    }

    private protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        await OpenAsync();
    }

    private protected async Task<Guid> CreateAsync(string name, string document = "{}")
    {
        var write = Creation(name) with { Document = document };
        (await Store.WriteAsync(write, Cancellation)).Outcome.ShouldBe(WriteOutcome.Committed);
        return write.Id;
    }

    private async Task CreateManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await CreateAsync($"many{i}");
        }
    }

    private async Task<long> CompactFullyAsync(DateTimeOffset olderThan, long keep)
    {
        var reached = -1L;
        for (var next = 0L; next > reached;)
        {
            reached = next;
            next = await Store.CompactAsync(olderThan, keep, Cancellation);
        }

        return reached;
    }

    private async Task<List<StoredChange>> ReadAllAsync(long after)
    {
        var all = new List<StoredChange>();
        while ((await Store.ReadChangesAsync(after, 100, Cancellation)).Changes is { Count: > 0 } page)
        {
            all.AddRange(page);
            after = page[^1].Revision;
        }

        return all;
    }

    private static ResourceWrite Creation(string name) => new(WriteType.Create, Kind, Guid.CreateVersion7(), "default", name, 0, "{}");

    private static ResourceWrite Update(string name, Guid id, long expected, string document = "{}") =>
        new(WriteType.Update, Kind, id, "default", name, expected, document);
}
