using System.Net.Http.Headers;

namespace Bothy.Images.Registries.Transport;

/// <summary>How often and after which pauses a registry is asked again: exponentially longer, with jitter, or as the registry says.</summary>
internal sealed class Patience(TimeProvider time)
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromSeconds(60);

    /// <summary>Attempts at a server that cannot be reached at all.</summary>
    public const int ConnectAttempts = 2;

    public TimeProvider Time => time;

    /// <summary>Waits before the next attempt; false if there should be none.</summary>
    /// <param name="failed">Attempts that failed one after the other.</param>
    public async Task<bool> WaitAsync(int failed, TimeSpan? asked, CancellationToken cancellationToken)
    {
        if (failed >= MostAttempts || asked > LongestAsked)
        {
            return false;
        }

        await Task.Delay(asked ?? First * Math.Pow(2, failed - 1) * (0.75 + (Random.Shared.NextDouble() / 2)), time, cancellationToken);
        return true;
    }

    /// <summary>What <c>Retry-After</c> says, as a pause from now.</summary>
    public TimeSpan? Asked(RetryConditionHeaderValue? header)
    {
        var pause = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }
}
