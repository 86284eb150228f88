using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bothy.Server.Store.Sqlite;

/// <summary>
/// The single writer: takes all work that waits, runs it in one transaction, syncs once, publishes, and only then acknowledges.
/// While one transaction syncs, the next gathers.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private const int LargestBatch = 256;

    private readonly Channel<PendingWork> _queue = Channel.CreateBounded<PendingWork>(
        new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly WriteSession _session;
    private readonly ChangeReader _reader;
    private readonly IChangeSink _sink;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private long _published;

    /// <param name="published">The revision that the sink has already seen.</param>
    public GroupCommitWriter(WriteSession session, ChangeReader reader, IChangeSink sink, long published, ILogger logger)
    {
        _session = session;
        _reader = reader;
        _sink = sink;
        _published = published;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    public async Task<TResult> RunAsync<TResult>(Func<WriteSession, TResult> work, CancellationToken cancellationToken)
    {
        var pending = new PendingWork<TResult>(work);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed)
        {
            throw new StoreException("The store is closed.", closed);
        }

        // Not cancelled from here on: the write will happen, and half an answer is none.
        return await pending.Done.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingWork>(LargestBatch);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            Commit(batch);
        }
    }

    private void Commit(List<PendingWork> batch)
    {
        try
        {
            _session.Begin();
            PublishWhatWasMissed();
            foreach (var work in batch)
            {
                work.Run(_session);
            }

            _session.Commit();
            Publish(_session.Changes);
        }
#pragma warning disable CA1031 // Whatever went wrong, those who wait must hear of it, and the next batch may succeed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _session.RollBack();
            _logger.BatchFailed(error, batch.Count);
            var failure = error is SqliteException medium ? SqliteFailure.Describe(medium) : error;
            batch.ForEach(work => work.Fail(failure));
            return;
        }

        batch.ForEach(work => work.Succeed());
    }

    /// <summary>A commit that reported a failure may have happened nonetheless.</summary>
    private void PublishWhatWasMissed()
    {
        while (_session.Revision > _published)
        {
            Publish(_reader.Read(_published, LargestBatch).Changes);
        }
    }

    private void Publish(IReadOnlyList<StoredChange> changes)
    {
        if (changes.Count > 0)
        {
            _sink.Apply(changes);
            _published = changes[^1].Revision;
        }
    }
}
