using Bothy.Api.EnvironmentClasses;
using Bothy.Server.Resources;

namespace Bothy.Server.EnvironmentClasses;

/// <summary>The class that environments have when they name none.</summary>
internal static class DefaultClass
{
    private const string Name = "default";
    private const long Gibibyte = 1L << 30;

    /// <summary>Creates it in a new store; one that was deleted later stays deleted.</summary>
    /// <param name="diskBytes">The size of the disk that the installation lies on: a class must fit on its host.</param>
    public static async Task EnsureAsync(ResourceSet<EnvironmentClassResource> classes, long diskBytes, CancellationToken cancellationToken)
    {
        if (classes.Snapshot.Revision == 0)
        {
            var spec = new EnvironmentClassSpec { Description = "All of the host's CPUs and half of its memory." };
            var fitting = Math.Max(Gibibyte, diskBytes / 4 * 3 / Gibibyte * Gibibyte);
            var created = new EnvironmentClassResource
            {
                Kind = EnvironmentClassResource.KindName,
                Metadata = new() { Name = Name },
                Spec = spec with { DiskBytes = Math.Min(spec.DiskBytes, fitting) },
            };

            // Taken already means that it is there, which is all that is wanted.
            await classes.CreateAsync(created, cancellationToken).ConfigureAwait(false);
        }
    }
}
