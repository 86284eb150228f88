using System.Text.Json;
using Bothy.Linux.Paths;
using Bothy.Runner.Installation;

namespace Bothy.Runner.Builds;

/// <summary>Which image of this host each built image became: what was built before is not converted again.</summary>
internal sealed class BuiltImages(InstallationPaths installation)
{
    private const int Most = 200;

    private readonly string index = Path.Combine(installation.Data, "runner", "builds", "images.json");
    private readonly Lock file = new();

    /// <summary>
    /// Digests of images by the id that the build gives them, of one cache: a build says itself which id it made, and must not get at another
    /// repository's image by naming that.
    /// </summary>
    public IReadOnlyDictionary<string, string> Of(Guid cache)
    {
        var prefix = Prefix(cache);
        lock (file)
        {
            return Read().Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
        }
    }

    public void Add(Guid cache, string id, string digest) => Put(Prefix(cache) + id, digest);

    /// <summary>The digest of what was built of these inputs, a name from <see cref="BuildInputs"/>; null if nothing was.</summary>
    public string? FindInputs(string inputs)
    {
        lock (file)
        {
            return Read().GetValueOrDefault(inputs);
        }
    }

    public void AddInputs(string inputs, string digest) => Put(inputs, digest);

    private void Put(string key, string digest)
    {
        lock (file)
        {
            var known = Read();
            known.Remove(key);
            known[key] = digest;
            Directory.CreateDirectory(Path.GetDirectoryName(index)!);
            DurableFile.Replace(
                index, JsonSerializer.SerializeToUtf8Bytes(known.TakeLast(Most).ToDictionary(), BuildJson.Default.DictionaryStringString));
        }
    }

    private static string Prefix(Guid cache) => $"{cache:n} ";

    private Dictionary<string, string> Read() =>
        File.Exists(index) ? JsonSerializer.Deserialize(File.ReadAllBytes(index), BuildJson.Default.DictionaryStringString)! : [];
}
