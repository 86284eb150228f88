using Bothy.Images.References;
using Bothy.Images.Sources;

namespace Bothy.Images.Debian;

/// <summary>Fills what a rule leaves open from the name of the image.</summary>
internal static class DebianRecipes
{
    /// <returns>Null if neither the rule nor the tag says which release.</returns>
    public static DebianRecipe? Of(RegistryReference image, DebianRule rule)
    {
        var tag = image.EffectiveTag ?? "";
        var fromTag = DebianSuites.FromTag(tag);
        var suite = rule.Suite ?? fromTag?.Suite ?? DebianSuites.FromDevcontainerTag(tag);
        if (suite is null)
        {
            return null;
        }

        var recipe = new DebianRecipe
        {
            Suite = suite,
            Slim = rule.Suite is null && fromTag is { Slim: true },
            Packages = [.. rule.Packages.Concat(rule.User is null ? [] : ["sudo"]).Distinct().Order(StringComparer.Ordinal)],
            User = rule.User,
        };
        return rule.Command is [_, ..] command ? recipe with { Command = command } : recipe;
    }
}
