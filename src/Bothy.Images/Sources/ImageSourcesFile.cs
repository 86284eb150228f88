using System.Text.Json;
using System.Text.RegularExpressions;
using Bothy.Images.References;

namespace Bothy.Images.Sources;

/// <summary>Reads <c>DATA/runner/images.json</c>.</summary>
public static partial class ImageSourcesFile
{
    /// <summary>The configuration in a file; the built-in one if there is no file.</summary>
    /// <exception cref="ImageException">The file is wrong; the message lists everything that is.</exception>
    public static ImageSourcesConfiguration Read(string file)
    {
        if (!File.Exists(file))
        {
            return new ImageSourcesConfiguration();
        }

        ImageSourcesConfiguration configuration;
        try
        {
            configuration = JsonSerializer.Deserialize(File.ReadAllBytes(file), ImageSourcesJson.Default.ImageSourcesConfiguration)
                ?? new ImageSourcesConfiguration();
        }
        catch (JsonException exception)
        {
            throw Wrong(file, [exception.Message]);
        }

        var errors = Validate(configuration).ToList();
        return errors.Count == 0 ? configuration : throw Wrong(file, errors);
    }

    private static IEnumerable<string> Validate(ImageSourcesConfiguration configuration)
    {
        if (configuration.DefaultImage is { } image && ReferenceError(image) is { } why)
        {
            yield return $"$.defaultImage: {why}";
        }

        for (var i = 0; i < (configuration.Sources?.Count ?? 0); i++)
        {
            foreach (var error in Validate(configuration.Sources![i]))
            {
                yield return $"$.sources[{i}]{error}";
            }
        }

        foreach (var error in RegistrySettingsRules.Validate(configuration))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> Validate(ImageSourceRule? rule)
    {
        if (rule is null)
        {
            yield return ": must not be null.";
            yield break;
        }

        if (string.IsNullOrEmpty(rule.Match))
        {
            yield return ".match: says which names the rule is for, such as \"debian:*\".";
        }

        if (rule.Debian is null == rule.Layout is null)
        {
            yield return ": needs exactly one of \"debian\" and \"layout\".";
        }

        if (rule.Layout is { } layout && ReferenceError("oci:" + layout) is { } why)
        {
            yield return $".layout: {why}";
        }

        if (rule.Debian?.Suite is { } suite && !Suite().IsMatch(suite))
        {
            yield return $".debian.suite: \"{suite}\" is not the name of a release.";
        }

        if (rule.Debian?.User is { } user && !User().IsMatch(user))
        {
            yield return $".debian.user: \"{user}\" is not a user's name: a-z, 0-9, _ and -, at most 32.";
        }

        foreach (var package in rule.Debian?.Packages?.Where(package => package is null || !Package().IsMatch(package)) ?? [])
        {
            yield return $".debian.packages: \"{package}\" is not the name of a package.";
        }
    }

    private static string? ReferenceError(string text)
    {
        try
        {
            ImageReference.Parse(text);
            return null;
        }
        catch (ImageException exception)
        {
            return exception.Message;
        }
    }

    private static ImageException Wrong(string file, IReadOnlyList<string> errors) =>
        new(ImageProblem.Configuration, $"{file} is wrong:\n  {string.Join("\n  ", errors)}");

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Suite();

    [GeneratedRegex(@"^[a-z_][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex User();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9+.-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Package();
}
