namespace Bothy.Volumes.Catalogs;

/// <summary>Where a data directory keeps its volumes.</summary>
public static class VolumePaths
{
    /// <summary>What was written on this host, a directory for each volume.</summary>
    public static string Local(string data) => Path.Combine(data, "volumes", "local");

    /// <summary>The store, unless another one is configured.</summary>
    public static string Store(string data) => Path.Combine(data, "volumes", "store");

    /// <summary>What was fetched from a store elsewhere.</summary>
    public static string Cache(string data) => Path.Combine(data, "volumes", "cache");

    /// <summary>The file that remembers which directory elsewhere was used as a store.</summary>
    public static string UsedStore(string data) => Path.Combine(data, "volumes", "store.used");

    /// <summary>The file that configures another store.</summary>
    public static string StoreConfiguration(string data) => Path.Combine(data, "volumes", "store.json");
}
