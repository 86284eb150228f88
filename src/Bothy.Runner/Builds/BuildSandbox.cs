using Bothy.Devcontainers.Model;
using Bothy.Images.Tools;
using Bothy.Linux.Paths;
using Bothy.Runner.Environments;
using Bothy.Runner.Failing;
using Bothy.Runner.Images;
using Bothy.Runner.Machines;
using Bothy.Runner.Status;
using Bothy.Sandboxes.Containers;
using Bothy.Sandboxes.Containers.Staging;

namespace Bothy.Runner.Builds;

/// <summary>
/// Runs buildah in a sandbox of its own, with the environment's ids, network and limits, an image that has buildah, and the repository read-only.
/// Whatever a Dockerfile does, it does there.
/// </summary>
internal sealed class BuildSandbox(MachineContainers containers, ContainerRuntime runtime, MachineImages images, StatusBoard board)
{
    /// <summary>Name of the image that builds; what it is made of can be changed like any other image's source.</summary>
    public const string Builder = "bothy.localhost/builder:bookworm";

    /// <summary>The directory of the cache's disk that takes the result.</summary>
    public const string Output = "output";

    private const string Storage = "storage";

    /// <summary>Where what came through a relay is kept: a build without one must not find any of it under the names of this host's images.</summary>
    private const string RelayedStorage = "storage-relayed";
    private const string Temporary = "tmp";
    private const string Bases = "bases";
    private const string Part = "image";
    private const int KeptLines = 20;

    /// <summary>Builds; returns the image's id. Unless that is known, its layout is in the cache's <see cref="Output"/>.</summary>
    /// <param name="builder">The image <see cref="Builder"/>.</param>
    /// <param name="bases">Images that it is shown.</param>
    /// <param name="relayed">Where it gets others and steps of earlier builds; null if it does not.</param>
    /// <param name="cache">Where the cache's disk is mounted.</param>
    /// <exception cref="EnvironmentFault">The build failed.</exception>
    public async Task<string> RunAsync(
        EnvironmentSite site,
        DockerfileBuild build,
        MountedImage builder,
        IReadOnlyList<BaseImages.BaseImage> bases,
        RelayedBuild? relayed,
        string cache,
        IReadOnlyList<string> known,
        CancellationToken cancellationToken)
    {
        var hadLayers = Directory.Exists(Path.Combine(cache, StorageOf(relayed)));
        var template = containers.ForBuild(site, builder);

        // One that outlived a killed runner still writes there.
        await runtime.DeleteAsync(template.Id, cancellationToken);
        await PrepareAsync(cache, bases, relayed, cancellationToken);
        var output = new List<string>();
        var isFull = false;
        string? result = null;
        int code;
        try
        {
            code = await runtime.RunToEndAsync(
                template with
                {
                    Arguments = BuildScript.Arguments(build, bases, relayed, known),
                    Environment = BuildScript.Environment,
                    SharedMemoryBytes = build.SharedMemoryBytes,
                    Binds = [.. template.Binds, .. Binds(site, bases, relayed, cache)],
                },
                line =>
                {
                    isFull |= BuildFailure.SaysFull(line);
                    Take(site, build, line, output, ref result);
                },
                cancellationToken);
        }
        catch (ContainerException exception)
        {
            throw new EnvironmentFault(Part, "BuildNotStarted", $"The build's sandbox could not be started: {exception.Message}", retry: true, exception);
        }

        return code == 0 && result is not null ? result : throw BuildFailure.From(build, code, output, isFull, hadLayers);
    }

    private void Take(EnvironmentSite site, DockerfileBuild build, string line, List<string> output, ref string? result)
    {
        if (line.StartsWith(BuildScript.ResultMark, StringComparison.Ordinal))
        {
            result = line[BuildScript.ResultMark.Length..].Trim();
            return;
        }

        site.Log.Write(Part, "stdout", line);
        if (line.StartsWith("STEP ", StringComparison.Ordinal))
        {
            board.Change(site.Id, status => status.In(status.Phase, $"building {build.Dockerfile}: {line}"));
        }

        output.Add(line);
        if (output.Count > KeptLines)
        {
            output.RemoveAt(0);
        }
    }

    private async Task PrepareAsync(string cache, IReadOnlyList<BaseImages.BaseImage> bases, RelayedBuild? relayed, CancellationToken cancellationToken)
    {
        // What a killed build left in here is nobody's.
        foreach (var name in (string[])[Temporary, Output, Bases, StorageOf(relayed, other: true)])
        {
            await DirectoryTree.DeleteAsync(Path.Combine(cache, name), cancellationToken);
        }

        foreach (var name in (string[])[Temporary, Output, Bases, StorageOf(relayed)])
        {
            Directory.CreateDirectory(Path.Combine(cache, name));
        }

        File.SetUnixFileMode(Path.Combine(cache, Temporary), (UnixFileMode)0x3FF);
        if (relayed is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(cache, Temporary, BuildScript.Registries), relayed.Registries(), cancellationToken);
        }

        for (var i = 0; i < bases.Count; i++)
        {
            images.WriteStorage(bases[i].Image, bases[i].Name, Base(cache, i));
        }
    }

    private static IEnumerable<BindMount> Binds(EnvironmentSite site, IReadOnlyList<BaseImages.BaseImage> bases, RelayedBuild? relayed, string cache)
    {
        var zero = new OwnerMapping.FromZero();
        yield return new BindMount { Source = Path.Combine(cache, StorageOf(relayed)), Target = "/var/lib/containers", Owner = zero };
        yield return new BindMount { Source = Path.Combine(cache, Temporary), Target = "/tmp", Owner = zero };
        yield return new BindMount { Source = Path.Combine(cache, Output), Target = BuildScript.Output, Owner = zero };
        yield return Repository(site, zero);
        for (var i = 0; i < bases.Count; i++)
        {
            var store = $"{BuildScript.Bases}/{i}";
            yield return new BindMount { Source = Base(cache, i), Target = store, Owner = zero, ReadOnly = true };
            yield return new BindMount { Source = bases[i].Image.MountedAt, Target = $"{store}/{ContainerStorage.Files(bases[i].Image)}", Owner = zero, ReadOnly = true };
        }
    }

    private static string StorageOf(RelayedBuild? relayed, bool other = false) => relayed is null == other ? RelayedStorage : Storage;

    private static string Base(string cache, int index) => Path.Combine(cache, Bases, $"{index}");

    private static BindMount Repository(EnvironmentSite site, OwnerMapping zero)
    {
        if (site.Spec.Content.Directory is not { } directory)
        {
            var folder = WorkspaceName.Of(site.Spec.Content, site.Resource.Metadata.Name);
            return new BindMount { Source = Path.Combine(site.Disk, MachineFiles.Workspaces, folder), Target = BuildScript.Repository, Owner = zero, ReadOnly = true };
        }

        var owner = FileStatus.Of(directory.Path) ?? throw new DirectoryNotFoundException($"The directory {directory.Path} is gone.");
        return new BindMount
        {
            Source = directory.Path,
            Target = BuildScript.Repository,
            ReadOnly = true,
            Owner = new OwnerMapping.OwnedBy { HostUser = owner.UserId, HostGroup = owner.GroupId, InsideUser = 0, InsideGroup = 0 },
        };
    }
}
