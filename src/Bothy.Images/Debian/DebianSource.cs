using Bothy.Images.Erofs;
using Bothy.Images.Layers;
using Bothy.Images.Sources;
using Bothy.Images.Trees;
using Bothy.Linux.Tools;

namespace Bothy.Images.Debian;

/// <summary>
/// Builds a Debian system from Debian's archive with mmdebstrap(1). It runs as the host's root: what it runs are packages whose signatures were
/// checked with Debian's keys.
/// </summary>
internal sealed class DebianSource(DebianRecipe recipe, TimeProvider time) : IImageSource
{
    private const string AptDirectory = "/etc/apt";

    public string Key => recipe.Key;

    public string Description => $"Debian {recipe.Suite}, built with mmdebstrap";

    public Task<string?> FindDigestAsync(IProgress<ImageProgress> progress, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public async Task<BuiltImage> BuildAsync(BuildSpace space, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        var mirror = DebianMirror.Of(AptSourcesReader.Read(AptDirectory));
        var (settings, mirrorSettings) = await AptSettings.ReadAsync(cancellationToken);
        progress.Report(new ImageProgress($"Building Debian {recipe.Suite} from {mirror.Archive} with mmdebstrap; this takes about half a minute", 1));
        var archive = Path.Combine(space.Scratch, "root.tar");
        try
        {
            // What it mounts inside the root is seen by nobody else, and gone with it however it ends.
            await Tool.RunAsync(
                "unshare",
                ["--mount", "flock", space.ToolLock, "env", $"TMPDIR={space.Scratch}", "mmdebstrap", .. Arguments(archive, settings, mirror)],
                input: null,
                cancellationToken,
                new MmdebstrapProgress(progress).Line);
        }
        catch (ToolException exception)
        {
            throw new ImageException(
                ImageProblem.BuildFailed,
                $"Debian {recipe.Suite} could not be built from {mirror.Archive}. Check that this host reaches it (apt-get update), and that " +
                $"mmdebstrap and debian-archive-keyring are installed. {exception.Message}",
                exception);
        }

        progress.Report(new ImageProgress("Writing the image", 85));
        await Task.Run(() => Write(archive, space.Image, mirror, mirrorSettings, cancellationToken), cancellationToken);
        return new BuiltImage(
            Config(),
            Digest: null,
            $"Debian {recipe.Suite}, built with mmdebstrap from {mirror.Archive} on {time.GetUtcNow():yyyy-MM-dd}");
    }

    private void Write(string archive, string file, DebianMirror mirror, IReadOnlyList<string> mirrorSettings, CancellationToken cancellationToken)
    {
        // It is Debian's own: no limits of this host for what others made.
        var entries = new EntryBudget(long.MaxValue, long.MaxValue);
        var tree = new ImageTree(entries);
        using var image = new ErofsWriter(file);
        using (var content = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 128 * 1024))
        {
            try
            {
                new LayerApplier(tree, image, entries, ByteBudget.Unlimited).Apply(content, cancellationToken);
            }
            catch (TarException exception)
            {
                throw new ImageException(ImageProblem.BuildFailed, $"What mmdebstrap made of Debian {recipe.Suite} is not understood: {exception.Message}.", exception);
            }
        }

        DebianRoot.Finish(tree, image, recipe, mirror, mirrorSettings);
        image.Finish(tree, ErofsIdentity.Of([Key]), cancellationToken);
    }

    private IEnumerable<string> Arguments(string archive, IReadOnlyList<string> settings, DebianMirror mirror)
    {
        yield return "--mode=root";
        yield return "--variant=minbase";
        yield return "--format=tar";

        // What is lost with the power is built again.
        yield return "--dpkgopt=force-unsafe-io";

        // Where it is built, only root can read: apt could not fetch as its own user.
        yield return "--aptopt=APT::Sandbox::User \"root\"";
        foreach (var setting in settings)
        {
            yield return $"--aptopt={setting}";
        }

        foreach (var option in recipe.Slim ? DebianRoot.SlimOptions : [])
        {
            yield return $"--dpkgopt={option}";
        }

        if (recipe.Packages.Count > 0)
        {
            yield return $"--include={string.Join(',', recipe.Packages)}";
        }

        if (recipe.User is { } user)
        {
            yield return $"--customize-hook=chroot \"$1\" useradd --create-home --uid 1000 --user-group --shell /bin/bash {user}";
        }

        yield return recipe.Suite;
        yield return archive;
        foreach (var line in mirror.Lines(recipe.Suite))
        {
            yield return line;
        }
    }

    private ImageConfig Config() => new()
    {
        Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"],
        Cmd = recipe.Command,
        Labels = recipe.User is null
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { ["devcontainer.metadata"] = $"[{{\"remoteUser\":\"{recipe.User}\"}}]" },
    };
}
