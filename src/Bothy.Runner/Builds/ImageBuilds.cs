using System.Text;
using Bothy.Devcontainers.Dockerfiles;
using Bothy.Devcontainers.Model;
using Bothy.Linux.Failpoints;
using Bothy.Linux.Paths;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Images;
using Bothy.Runner.Machines;
using Bothy.Runner.Records;
using Bothy.Runner.Status;

namespace Bothy.Runner.Builds;

/// <summary>
/// Builds images from Dockerfiles: the bases are handed in, the build runs in a sandbox, and what comes out is taken for as hostile as any image.
/// </summary>
internal sealed class ImageBuilds(
    BaseImages bases, BuildCaches caches, BuildSandbox sandbox, BuiltImages built, MachineImages images, RecordStore records, StatusBoard board)
{
    private const string Part = "image";
    private const int LongestDockerfile = 1 << 20;

    /// <summary>The image of an environment's Dockerfile. It is built for the first start and for restarts; a start takes what is there.</summary>
    /// <exception cref="EnvironmentFault">It could not be built.</exception>
    public async Task<MountedImage> EnsureAsync(EnvironmentSite site, DockerfileBuild build, MachineLimits limits, CancellationToken cancellationToken)
    {
        var record = records.Find(site.Id)!;
        return record.Build is { } before && before.Restarts == site.Spec.Restarts && images.FindMounted(Name(before.Dockerfile), before.Digest) is { } known
            ? known
            : await BuildAsync(site, record, build, limits, cancellationToken);
    }

    private static string Name(string dockerfile) => $"{dockerfile} (built)";

    private async Task<MountedImage> BuildAsync(
        EnvironmentSite site, EnvironmentRecord record, DockerfileBuild build, MachineLimits limits, CancellationToken cancellationToken)
    {
        var dockerfile = Read(site, record, build);
        board.Change(site.Id, status => status.In(status.Phase, $"building the image from {build.Dockerfile}")
            .WithMachine(part => part with { Phase = Api.Environments.PartPhase.Progressing, Image = Name(build.Dockerfile) }));
        site.Log.Info(Part, $"building the image from {build.Dockerfile}");
        using var hold = images.Hold();
        var named = DockerfileImages.Find(dockerfile, build.Arguments);
        var image = await TryBuildOnEarlierAsync(site, build, named, hold, limits, cancellationToken)
            ?? await BuildOnImagesAsync(site, record, build, named, hold, limits.DiskBytes, cancellationToken);
        records.Update(site.Id, changed => changed with { Build = new BuildRecord(image.Digest, build.Dockerfile, site.Spec.Restarts) });
        Failpoint.Hit("build.recorded");
        return image;
    }

    /// <summary>
    /// With steps of earlier builds from registries; null if there are none to take, or the registries fail in the middle, or what lies below does not fit on the build's disk as well.
    /// </summary>
    private async Task<MountedImage?> TryBuildOnEarlierAsync(
        EnvironmentSite site,
        DockerfileBuild build,
        IReadOnlyList<DockerfileImage> named,
        ImageHold hold,
        MachineLimits limits,
        CancellationToken cancellationToken)
    {
        await using var earlier = await EarlierSteps.TryOpenAsync(images, site, build, named, limits.NetworkBytesPerSecond, cancellationToken);
        if (earlier is null)
        {
            return null;
        }

        var builder = await EnsureBuilderAsync(site, hold, cancellationToken);
        try
        {
            return await RunAsync(site, build, builder, [], earlier.Build, limits.DiskBytes, cancellationToken);
        }
        catch (EnvironmentFault fault) when (earlier.HasLostBase || fault.Reason is BuildFailure.CacheFull or BuildFailure.DiskFull)
        {
            site.Log.Info(Part, $"{fault.Message} It is built once more, with this host's images and without steps of earlier builds.");
            return null;
        }
    }

    private async Task<MountedImage> BuildOnImagesAsync(
        EnvironmentSite site,
        EnvironmentRecord record,
        DockerfileBuild build,
        IReadOnlyList<DockerfileImage> named,
        ImageHold hold,
        long diskLimit,
        CancellationToken cancellationToken)
    {
        var ready = await bases.EnsureAsync(site, named, build.Pull, hold, cancellationToken);
        var builder = await EnsureBuilderAsync(site, hold, cancellationToken);
        var inputs = BuildInputs.Find(site, record, build, [builder.Digest, .. ready.Select(image => image.Image.Digest)]);
        if (FindSame(site, build, inputs) is { } same)
        {
            return same;
        }

        var image = await RunAsync(site, build, builder, ready, null, diskLimit, cancellationToken);
        if (inputs is not null)
        {
            built.AddInputs(inputs, image.Digest);
        }

        return image;
    }

    private async Task<MountedImage> EnsureBuilderAsync(EnvironmentSite site, ImageHold hold, CancellationToken cancellationToken)
    {
        var builder = await images.EnsureAsync(site, BuildSandbox.Builder, cancellationToken);
        hold.Add(builder.Digest);
        return builder;
    }

    /// <summary>What another environment's first build made of the same.</summary>
    private MountedImage? FindSame(EnvironmentSite site, DockerfileBuild build, string? inputs)
    {
        if (inputs is null || built.FindInputs(inputs) is not { } digest || images.FindMounted(Name(build.Dockerfile), digest) is not { } same)
        {
            return null;
        }

        site.Log.Info(Part, $"nothing changed: the same commit was built before, it is {digest}");
        return same;
    }

    private async Task<MountedImage> RunAsync(
        EnvironmentSite site,
        DockerfileBuild build,
        MountedImage builder,
        IReadOnlyList<BaseImages.BaseImage> ready,
        RelayedBuild? relayed,
        long diskLimit,
        CancellationToken cancellationToken)
    {
        var cache = BuildCaches.IdOf(site.Id);
        try
        {
            return await caches.UseAsync(cache, diskLimit, RunOnceAsync, cancellationToken);
        }
        catch (EnvironmentFault full) when (full.Reason == BuildFailure.CacheFull)
        {
            site.Log.Info(Part, "the layers of earlier builds leave too little space: they are thrown away");
            await caches.DeleteAsync(cache, cancellationToken);
            return await caches.UseAsync(cache, diskLimit, RunOnceAsync, cancellationToken);
        }

        async Task<MountedImage> RunOnceAsync(string mount)
        {
            var id = await sandbox.RunAsync(site, build, builder, ready, relayed, mount, [.. Known(cache)], cancellationToken);
            Failpoint.Hit("build.built");
            return await TakeAsync(site, build, ready, cache, id, mount, cancellationToken);
        }
    }

    /// <summary>Images that were built of these layers before and are still on this host.</summary>
    private IEnumerable<string> Known(Guid cache) =>
        built.Of(cache).Where(pair => images.FindMounted("", pair.Value) is not null).Select(pair => pair.Key);

    private async Task<MountedImage> TakeAsync(
        EnvironmentSite site, DockerfileBuild build, IReadOnlyList<BaseImages.BaseImage> ready, Guid cache, string id, string mount, CancellationToken cancellationToken)
    {
        var name = Name(build.Dockerfile);
        if (built.Of(cache).TryGetValue(id, out var digest) && images.FindMounted(name, digest) is { } known)
        {
            site.Log.Info(Part, $"nothing changed: it is {digest}");
            return known;
        }

        var layout = Path.Combine(mount, BuildSandbox.Output, "layout");
        BuiltLayout.Check(layout);
        var image = await images.EnsureBuiltAsync(site, name, $"oci:{layout}:{BuildScript.Tag}", [.. ready.Select(image => image.Image)], cancellationToken);
        built.Add(cache, id, image.Digest);
        Directory.Delete(layout, recursive: true);
        return image with { Source = $"built from {build.Dockerfile} with buildah" };
    }

    private static string Read(EnvironmentSite site, EnvironmentRecord record, DockerfileBuild build)
    {
        using var folder = WorkspaceFolder.Open(site, record);
        WorkspaceFolder.MustBePlain(site, record);
        foreach (var path in (string[])[build.Dockerfile, build.Context])
        {
            if (folder.LeadsOut(path))
            {
                throw new EnvironmentFault(
                    Part,
                    "BuildLeadsOut",
                    $"{path} leads out of the repository through a symbolic link, and only the repository is given to a build. Put what is needed into it.",
                    retry: false);
            }
        }

        return folder.ReadFile(build.Dockerfile, LongestDockerfile) is { } content
            ? Encoding.UTF8.GetString(content)
            : throw new EnvironmentFault(
                Part, "DockerfileNotFound", $"There is no file {build.Dockerfile} in the repository, or it is over 1 MiB. Check build.dockerfile in devcontainer.json.", retry: false);
    }
}
