using System.Globalization;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Collecting;

/// <summary>
/// Sentences on packs that nothing referred to at some time: objects <c>condemned/PACK/TIME</c>. Whoever is about to store or use a pack looks here
/// first, and takes another name for it if there is a sentence. So a pack is safe for as long as a sentence must be old.
/// </summary>
internal sealed class CondemnedPacks(IObjectStore store)
{
    private const string Prefix = "condemned/";
    private static readonly ReadOnlyMemory<byte> Content = "BOTHYCON"u8.ToArray();

    public async Task<bool> IsCondemnedAsync(ContentName pack, CancellationToken cancellationToken)
    {
        await foreach (var _ in store.ListAsync($"{Prefix}{pack}/", cancellationToken))
        {
            return true;
        }

        return false;
    }

    /// <summary>All sentences, with the time of each.</summary>
    public async Task<ILookup<ContentName, Sentence>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<(ContentName Pack, Sentence Sentence)>();
        await foreach (var key in store.ListAsync(Prefix, cancellationToken))
        {
            if (key.ToString()[Prefix.Length..].Split('/') is [var pack, var time] && ContentName.TryParse(pack, out var name)
                && long.TryParse(time, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and <= MaximumTime)
            {
                found.Add((name, new(key, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))));
            }
        }

        return found.ToLookup(each => each.Pack, each => each.Sentence);
    }

    public Task AddAsync(ContentName pack, DateTimeOffset now, CancellationToken cancellationToken) => store.PutAsync(
        new(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{pack}/{now.ToUnixTimeMilliseconds():x16}")), [Content], cancellationToken);

    public Task RemoveAsync(Sentence sentence, CancellationToken cancellationToken) => store.DeleteAsync(sentence.Key, cancellationToken);

    /// <summary>The end of the year 9999, as milliseconds since 1970.</summary>
    private const long MaximumTime = 253_402_300_799_999;

    internal sealed record Sentence(ObjectKey Key, DateTimeOffset Passed);
}
