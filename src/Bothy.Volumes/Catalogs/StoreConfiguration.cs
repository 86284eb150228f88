using System.Text.Json;
using System.Text.Json.Serialization;
using Bothy.Volumes.Stores;
using Bothy.Volumes.Stores.S3;

namespace Bothy.Volumes.Catalogs;

/// <summary>Which store a host's volumes are saved to: <c>volumes/store.json</c> in the data directory. See <c>docs/volumes.md</c>.</summary>
/// <remarks>Settable, since the generated reader gives members that the file leaves out their default only then.</remarks>
public sealed record StoreConfiguration
{
    /// <summary>A directory that exists, on another disk or another host's.</summary>
    public string? Directory { get; set; }

    /// <summary>A bucket of an S3-compatible server.</summary>
    public S3StoreOptions? S3 { get; set; }

    /// <summary>Bytes of the cache of what was fetched. Default: 20 GiB.</summary>
    public long CacheBytes { get; set; } = 20L << 30;

    /// <summary>How often an environment's disk that was written to is saved. Default: 60 s.</summary>
    public int SaveEverySeconds { get; set; } = 60;

    /// <summary>Versions of each disk that are kept however old they are. Default: 32.</summary>
    public int KeepVersions { get; set; } = 32;

    /// <summary>Reads the configuration of a data directory; null if there is none.</summary>
    /// <exception cref="IOException">It cannot be understood.</exception>
    public static StoreConfiguration? Find(string data)
    {
        var file = VolumePaths.StoreConfiguration(data);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(file), StoreConfigurationJson.Default.StoreConfiguration);
            return read is { SaveEverySeconds: > 0, CacheBytes: > 0, KeepVersions: > 0 } && read.Directory is null != read.S3 is null
                ? read
                : throw new IOException($"{file} must name either a directory or an S3 bucket, and its numbers must be above 0.");
        }
        catch (JsonException exception)
        {
            throw new IOException($"{file} cannot be understood: {exception.Message}", exception);
        }
    }

    /// <param name="memory">File of this host that remembers which directory was used.</param>
    internal IObjectStore Open(string memory) => S3 is { } bucket ? new S3ObjectStore(bucket) : new DirectoryObjectStore(Directory!, memory);
}

/// <summary>JSON of the configuration; members that are not known are refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(StoreConfiguration))]
internal sealed partial class StoreConfigurationJson : JsonSerializerContext;
