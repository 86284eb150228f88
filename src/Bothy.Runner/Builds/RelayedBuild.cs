using System.Text;
using Bothy.Images.References;

namespace Bothy.Runner.Builds;

/// <summary>
/// A build that takes steps of earlier builds from registries. Their names are made of what the images below say of themselves, so it gets those as they are, from
/// their registries, through a relay.
/// </summary>
/// <param name="Address">Of the relay.</param>
/// <param name="Bases">The images that it builds on; the relay has each under a name that <see cref="NameOf"/> gives.</param>
internal sealed record RelayedBuild(string Address, IReadOnlyList<RegistryReference> Bases)
{
    /// <summary>The name in the relay of the repositories with earlier steps.</summary>
    public const string Steps = "steps";

    /// <summary>The name in the relay of an image that the build builds on.</summary>
    public static string NameOf(int index) => $"base{index}";

    /// <summary>Tells the build's tools to ask the relay (containers-registries.conf(5)).</summary>
    public string Registries()
    {
        var text = new StringBuilder($"unqualified-search-registries = [\"docker.io\"]\nshort-name-mode = \"permissive\"\n[[registry]]\nlocation = \"{Address}\"\ninsecure = true\n");
        for (var i = 0; i < Bases.Count; i++)
        {
            text.Append($"[[registry]]\nprefix = \"{Bases[i].Registry}/{Bases[i].Repository}\"\nlocation = \"{Address}/{NameOf(i)}\"\ninsecure = true\n");
        }

        return text.ToString();
    }
}
