using Bothy.Images.Registries;

namespace Bothy.Images.Sources;

/// <summary>What <c>registries</c>, <c>credentialFiles</c> and <c>collection</c> of <c>images.json</c> may say.</summary>
internal static class RegistrySettingsRules
{
    private const int MostParallel = 16;

    public static IEnumerable<string> Validate(ImageSourcesConfiguration configuration)
    {
        for (var i = 0; i < configuration.Registries.Count; i++)
        {
            foreach (var error in configuration.Registries[i] is { } settings ? Validate(settings) : [": must not be null."])
            {
                yield return $"$.registries[{i}]{error}";
            }
        }

        for (var i = 0; i < configuration.CredentialFiles.Count; i++)
        {
            if (configuration.CredentialFiles[i] is not ['/', ..])
            {
                yield return $"$.credentialFiles[{i}]: must be an absolute path.";
            }
        }

        if (configuration.Collection is { UnusedDays: < 1 } or { UnusedImagesGiB: < 0 } or { LayersGiB: < 0 })
        {
            yield return "$.collection: days must be 1 or more, sizes 0 or more.";
        }
    }

    private static IEnumerable<string> Validate(RegistrySettings settings)
    {
        if (string.IsNullOrEmpty(settings.Registry) || settings.Registry.Contains('/', StringComparison.Ordinal)
            || !Uri.TryCreate($"https://{settings.Registry}/", UriKind.Absolute, out _))
        {
            yield return ".registry: must be host and port as in image names, such as \"registry.example:5000\".";
        }

        for (var i = 0; i < (settings.Mirrors?.Count ?? 0); i++)
        {
            if (!Uri.TryCreate(settings.Mirrors![i], UriKind.Absolute, out var mirror)
                || !(mirror.Scheme == Uri.UriSchemeHttps || (mirror.Scheme == Uri.UriSchemeHttp && RegistryEndpoint.IsLoopbackHost(mirror.IdnHost)))
                || mirror.UserInfo.Length + mirror.Query.Length + mirror.Fragment.Length > 0)
            {
                yield return $".mirrors[{i}]: must be an https address without user, query or fragment; http only for this host.";
            }
        }

        if (settings.CaFile is { } file && (!file.StartsWith('/') || !File.Exists(file)))
        {
            yield return ".caFile: must be the absolute path of a file that is there.";
        }

        if (settings.ParallelDownloads is < 1 or > MostParallel)
        {
            yield return $".parallelDownloads: must be 1 to {MostParallel}.";
        }
    }
}
