using System.Globalization;
using System.Text;
using Bothy.Volumes.Chunks;
using Bothy.Volumes.Heads;
using Bothy.Volumes.Stores;

namespace Bothy.Volumes.Collecting;

/// <summary>Names that were given to versions: objects <c>kept/VOLUME/NUMBER/HASH</c> that hold the name. A version that has one is never given up.</summary>
internal sealed class KeptVersions(IObjectStore store, VolumeId volume)
{
    private readonly string prefix = $"kept/{volume}/";

    /// <summary>Names a version. Only while nobody may give it up: it is the latest, or not a day old.</summary>
    /// <param name="name">1 to 512 bytes of UTF-8.</param>
    public Task AddAsync(VolumeVersion version, string name, CancellationToken cancellationToken) =>
        store.PutAsync(KeyOf(version.Number, name), [Encoding.UTF8.GetBytes(name)], cancellationToken);

    /// <summary>Takes a name back. Does nothing if the version has not that name.</summary>
    public Task RemoveAsync(long number, string name, CancellationToken cancellationToken) => store.DeleteAsync(KeyOf(number, name), cancellationToken);

    /// <summary>Numbers of versions that have a name.</summary>
    public async Task<HashSet<long>> ListAsync(CancellationToken cancellationToken)
    {
        var numbers = new HashSet<long>();
        await foreach (var key in store.ListAsync(prefix, cancellationToken))
        {
            if (long.TryParse(key.ToString()[prefix.Length..].Split('/')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private ObjectKey KeyOf(long number, string name) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:x16}/{ContentName.Of(Encoding.UTF8.GetBytes(name))}"));
}
