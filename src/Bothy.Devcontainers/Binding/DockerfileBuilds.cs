using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Model;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Binding;

/// <summary>Reads how an image is built: <c>build</c>, or the older <c>dockerFile</c> and <c>context</c> at the top.</summary>
internal static class DockerfileBuilds
{
    /// <summary>Null if nothing is built.</summary>
    /// <param name="file">Path of the configuration, to which the other paths are relative.</param>
    public static DockerfileBuild? Read(ObjectReader reader, string? file, ProblemCollector problems)
    {
        var build = reader.Object("build") is { } source ? new ObjectReader(source, reader.PathOf("build"), problems.Error) : null;
        var isLegacy = reader.Find("dockerFile") is not null;
        var (place, name) = isLegacy ? (reader, "dockerFile") : (build, "dockerfile");
        if (place?.ShortText(name) is not { } dockerfile)
        {
            return null;
        }

        var folder = PosixPath.Directory(file ?? "");
        var contextPlace = isLegacy ? reader : build!;
        var options = new BuildOptions(problems.Warn);
        return options.Apply(build?.Texts("options") ?? [], new DockerfileBuild
        {
            Dockerfile = Inside(place, name, folder, dockerfile),
            Context = Inside(contextPlace, "context", folder, contextPlace.ShortText("context") ?? "."),
            Target = build?.ShortText("target"),
            Arguments = Arguments(build),
            CacheFrom = CacheFrom(build, problems),
        });
    }

    /// <summary>A path from the repository's root; one that leads out of it is reported.</summary>
    private static string Inside(ObjectReader reader, string name, string folder, string path)
    {
        if (!path.StartsWith('/') && PosixPath.Within(folder, path) is { } inside)
        {
            return inside;
        }

        reader.Problem(reader.PathOf(name), reader.Find(name)!, "leads out of the repository, and only the repository is given to a build");
        return "";
    }

    private static Dictionary<string, string> Arguments(ObjectReader? build)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, path) in build?.Members("args") ?? [])
        {
            if (build!.AsText(value, path) is not { } text)
            {
                continue;
            }

            if (name.Length == 0 || name.Contains('=') || name.Contains('\0'))
            {
                build.Problem(path, value, "is not the name of an argument");
                continue;
            }

            arguments[name] = text;
        }

        return arguments;
    }

    private static List<string> CacheFrom(ObjectReader? build, ProblemCollector problems)
    {
        var caches = new List<string>();
        foreach (var text in build?.Find("cacheFrom") is JsoncString ? [build.Text("cacheFrom") ?? ""] : build?.Texts("cacheFrom", "a string or an array of strings") ?? [])
        {
            if (CacheReferences.Find(text) is { } cache)
            {
                caches.Add(cache);
            }
            else
            {
                problems.Warn(build!.PathOf("cacheFrom"), $"{QuotedText.Of(text)} has no effect: {CacheReferences.OtherType}");
            }
        }

        return caches;
    }
}
