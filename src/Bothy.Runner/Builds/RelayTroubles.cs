using System.Collections.Concurrent;
using Bothy.Images.References;
using Bothy.Runner.Logs;

namespace Bothy.Runner.Builds;

/// <summary>What could not be read through a build's relay; the log gets the first of each repository. A build's tools say of it at most a number.</summary>
/// <param name="bases">The images that the build builds on, in the order of <see cref="RelayedBuild.NameOf"/>.</param>
internal sealed class RelayTroubles(EnvironmentLog log, IReadOnlyList<RegistryReference> bases)
{
    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);

    /// <summary>Whether one of the bases is among them.</summary>
    public bool HasLostBase => told.Keys.Any(name => name != RelayedBuild.Steps);

    /// <param name="name">In the relay.</param>
    public void Take(string name, string why)
    {
        if (told.TryAdd(name, true))
        {
            var what = name == RelayedBuild.Steps
                ? "steps of earlier builds"
                : $"{bases.Where((_, index) => RelayedBuild.NameOf(index) == name).First()}";
            log.Info("image", $"{what}: {why}");
        }
    }
}
