using Bothy.Images.Layers;
using Bothy.Images.Mounting;
using Bothy.Images.Sources;
using Bothy.Images.Store;

namespace Bothy.Images.Tests.Debian;

/// <summary>
/// The default image, really built and mounted. It is kept in <c>artifacts/built-images</c> and built anew when the code that builds it was.
/// </summary>
public sealed class BuiltImage : IAsyncLifetime
{
    private readonly Scratch scratch = new();

    public string? Missing { get; private set; }

    public Image Image { get; private set; } = null!;

    public string Root => scratch["mounted"];

    public string Overlay => scratch["overlay"];

    public async ValueTask InitializeAsync()
    {
        Missing = Environment.UserName != "root" ? "needs root"
            : !File.Exists("/usr/bin/mmdebstrap") ? "needs mmdebstrap"
            : null;
        if (Missing is not null)
        {
            return;
        }

        var kept = Path.Combine(Repository(), "artifacts", "built-images");
        var current = Path.Combine(kept, typeof(ImageStore).Module.ModuleVersionId.ToString("n"));
        Directory.CreateDirectory(current);
        foreach (var old in Directory.EnumerateDirectories(kept).Where(directory => directory != current))
        {
            Directory.Delete(old, recursive: true);
        }

        var sources = new ImageSources(new ImageSourcesConfiguration(), new UnpackLimits(), TimeProvider.System);
        Image = await new ImageStore(current, sources, TimeProvider.System)
            .EnsureAsync(sources.DefaultImage, new Progress<ImageProgress>(), CancellationToken.None);
        ImageMounts.EnsureMounted(Image, Root);
        Directory.CreateDirectory(Overlay);
    }

    public ValueTask DisposeAsync()
    {
        ImageMounts.Unmount(Root);
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Repository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Bothy.slnx")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests must lie in the repository.");
        }

        return directory;
    }
}
