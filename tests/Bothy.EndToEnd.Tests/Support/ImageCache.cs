namespace Bothy.EndToEnd.Tests.Support;

/// <summary>Base images take half a minute to build: the first installation builds them, later ones copy its files.</summary>
internal static class ImageCache
{
    /// <summary>The cache of installations that build nothing but the default image.</summary>
    public const string Default = "test-images";

    public static async Task CopyToAsync(string data, string cache = Default)
    {
        if (Directory.Exists(Location(cache)))
        {
            (await Command.RunAsync("cp", ["--archive", "--reflink=auto", Location(cache), Path.Combine(data, "images")])).Succeeded();
        }
    }

    /// <summary>Keeps an installation's images for the next one.</summary>
    public static async Task KeepAsync(string data, string cache = Default)
    {
        if (Directory.Exists(Location(cache)))
        {
            return;
        }

        var aside = Location(cache) + ".new";
        (await Command.RunAsync("cp", ["--archive", "--reflink=auto", "--no-target-directory", Path.Combine(data, "images"), aside])).Succeeded();
        Directory.Move(aside, Location(cache));
    }

    private static string Location(string cache) => Path.Combine(Product.Repository, "artifacts", cache);
}
