using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Reading;

/// <summary>
/// Asks a store again, for as long as it takes: one that is down, slow or refuses is no reason to show a disk error to anybody. Only what the
/// store has answered is final: that there is no such object, or, several times, that it is damaged.
/// </summary>
internal sealed class StoreRetry(TimeProvider time)
{
    private const int DamagedAttempts = 3;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private long failures;

    /// <summary>Attempts that failed since this process started.</summary>
    public long Failures => Volatile.Read(ref failures);

    /// <summary>What the last failed attempt said; null if none did, or one succeeded since.</summary>
    public string? Trouble { get; private set; }

    public async Task RunAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        for (var (pause, damaged) = (First, 0); ; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            try
            {
                await attempt(cancellationToken);
                Trouble = null;
                return;
            }
            catch (Exception exception) when (exception is IOException or TimeoutException && exception is not ObjectNotFoundException)
            {
                Interlocked.Increment(ref failures);
                Trouble = exception.Message;
                if (exception is DamagedObjectException && ++damaged == DamagedAttempts)
                {
                    throw;
                }
            }

            // Many who wait for the same store do not come back at the same moment.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);
        }
    }
}
