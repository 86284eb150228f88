using System.Globalization;
using Bothy.Volumes;
using Bothy.Volumes.Stores;

namespace Bothy.Steps;

public static class VersionSteps
{
    public static async Task PutAsync(string directory, string key, string length)
    {
        using var store = new DirectoryObjectStore(directory);
        await store.PutAsync(new(key), [new byte[int.Parse(length, CultureInfo.InvariantCulture)]], CancellationToken.None);
    }

    /// <summary>Publishes a version in which every chunk from the first to the last holds bytes that follow from its number and a seed.</summary>
    public static async Task PublishAsync(string directory, string volume, string first, string last, string seed)
    {
        using var objects = new DirectoryObjectStore(directory);
        using var store = new VersionStore(objects, new(), TimeProvider.System);
        var latest = (await store.Heads(new(volume)).FindLatestAsync(CancellationToken.None))!;
        await store.PublishAsync(
            latest,
            Chunks(long.Parse(first, CultureInfo.InvariantCulture), long.Parse(last, CultureInfo.InvariantCulture)),
            (chunk, destination, _) =>
            {
                new Random(HashCode(chunk, seed)).NextBytes(destination.Span);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);
    }

    /// <summary>The seed of a chunk's bytes.</summary>
    public static int HashCode(long chunk, string seed) => (int)((chunk * 1_000_003) + int.Parse(seed, CultureInfo.InvariantCulture));

    private static async IAsyncEnumerable<long> Chunks(long first, long last)
    {
        for (var chunk = first; chunk <= last; chunk++)
        {
            yield return chunk;
        }

        await Task.CompletedTask;
    }
}
