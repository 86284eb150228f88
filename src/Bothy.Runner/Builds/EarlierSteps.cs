using System.Net.Sockets;
using System.Security.Cryptography;
using Bothy.Api.Environments;
using Bothy.Devcontainers.Dockerfiles;
using Bothy.Devcontainers.Model;
using Bothy.Images;
using Bothy.Images.References;
using Bothy.Images.Registries;
using Bothy.Runner.Environments;
using Bothy.Runner.Images;

namespace Bothy.Runner.Builds;

/// <summary>Steps of earlier builds that lie in registries (<c>cacheFrom</c>), open for one build.</summary>
internal sealed class EarlierSteps : IAsyncDisposable
{
    /// <summary>Repositories that are asked for each step.</summary>
    private const int MostCaches = 8;

    private readonly BuildRelay relay;
    private readonly RelayTroubles troubles;
    private readonly IReadOnlyDictionary<string, RelayedRepository> repositories;

    private EarlierSteps(BuildRelay relay, RelayTroubles troubles, IReadOnlyDictionary<string, RelayedRepository> repositories, RelayedBuild build) =>
        (this.relay, this.troubles, this.repositories, Build) = (relay, troubles, repositories, build);

    public RelayedBuild Build { get; }

    /// <summary>Whether an image that the build builds on could not be read to its end: a failure of the build may be no more than that.</summary>
    public bool HasLostBase => troubles.HasLostBase;

    /// <summary>Opens what the build may take; it may be that nothing of it is there.</summary>
    /// <param name="named">The images that it builds on.</param>
    /// <param name="bytesPerSecond">How fast it may have them; 0 for no ceiling.</param>
    /// <returns>Null if the build takes nothing, or an image that it builds on is not in a registry that answers now; the log says which.</returns>
    public static async Task<EarlierSteps?> TryOpenAsync(
        MachineImages images, EnvironmentSite site, DockerfileBuild build, IReadOnlyList<DockerfileImage> named, long bytesPerSecond, CancellationToken cancellationToken)
    {
        if (build.CacheFrom.Count == 0 || build.NoCache || !build.HasNetwork)
        {
            return null;
        }

        // A step can talk to the relay, and through it to registries, which what the environment may reach says nothing of.
        if (!site.Spec.Network.Egress.Equals(EgressSpec.Open))
        {
            return Without("what the environment may reach is restricted (spec.network.egress)");
        }

        var opened = new Dictionary<string, RelayedRepository>(StringComparer.Ordinal);
        EarlierSteps? started = null;
        try
        {
            started = await TryStartAsync();
            return started;
        }
        catch (Exception exception) when (exception is ImageException or IOException or SocketException or CryptographicException)
        {
            return Without(exception.Message);
        }
        finally
        {
            if (started is null)
            {
                Dispose(opened);
            }
        }

        async Task<EarlierSteps?> TryStartAsync()
        {
            if (images.Relay(build.CacheFrom.Distinct(StringComparer.Ordinal).Take(MostCaches).Select(Parse).OfType<RegistryReference>()) is not { } steps)
            {
                return Without("none of them is in a registry");
            }

            opened.Add(RelayedBuild.Steps, steps);
            var bases = new List<RegistryReference>();
            foreach (var name in named.Select(image => image.Name).Distinct(StringComparer.Ordinal))
            {
                if (Parse(name) is not { } reference || images.Relay([reference]) is not { } repository)
                {
                    return Without($"{name} is not to be had from its registry");
                }

                opened.Add(RelayedBuild.NameOf(bases.Count), repository);
                bases.Add(reference);
                if (await repository.FindManifestAsync(reference.Digest ?? reference.EffectiveTag!, cancellationToken) is null)
                {
                    return Without($"{name} is not to be had from its registry");
                }
            }

            site.Log.Info("image", $"FROM {string.Join(", ", bases)}: from the registry, with steps of earlier builds from {string.Join(", ", build.CacheFrom)}");
            var troubles = new RelayTroubles(site.Log, bases);
            var relay = await BuildRelay.StartAsync(site.Network.NetworkNamespace, new RelayContent(opened, bytesPerSecond, troubles.Take), cancellationToken);
            return new EarlierSteps(relay, troubles, opened, new RelayedBuild(relay.Address, bases));
        }

        EarlierSteps? Without(string why)
        {
            site.Log.Info("image", $"no steps of earlier builds are taken from {string.Join(", ", build.CacheFrom)}: {why}");
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await relay.DisposeAsync();
        Dispose(repositories);
    }

    private static void Dispose(IReadOnlyDictionary<string, RelayedRepository> repositories)
    {
        foreach (var repository in repositories.Values)
        {
            repository.Dispose();
        }
    }

    private static RegistryReference? Parse(string name)
    {
        try
        {
            return ImageReference.Parse(name) as RegistryReference;
        }
        catch (ImageException)
        {
            // Not a name: the build says so, or there is nothing to take from it.
            return null;
        }
    }
}
