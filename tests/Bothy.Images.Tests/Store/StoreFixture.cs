using System.Collections.Concurrent;
using Bothy.Images.Layers;
using Bothy.Images.Mounting;
using Bothy.Images.Sources;
using Bothy.Images.Store;
using Bothy.Linux.Mounts;

namespace Bothy.Images.Tests.Store;

/// <summary>A store, layouts and a place to mount at, all of a test's own.</summary>
internal sealed class StoreFixture : IDisposable
{
    public StoreFixture(ImageSourcesConfiguration? configuration = null, UnpackLimits? limits = null)
    {
        Scratch.NeedRoot();
        Images = new ImageStore(
            Scratch["images"],
            new ImageSources(configuration ?? new ImageSourcesConfiguration(), limits ?? new UnpackLimits(), TimeProvider.System),
            TimeProvider.System);
    }

    public Scratch Scratch { get; } = new();

    public ImageStore Images { get; }

    public ConcurrentQueue<ImageProgress> Steps { get; } = new();

    public string Layout => Scratch["layout"];

    public string MountAt => Scratch["mounted"];

    public Task<Image> EnsureAsync(string reference) =>
        Images.EnsureAsync(reference, new Recorder(Steps), TestContext.Current.CancellationToken);

    /// <summary>Mounts the image and returns where.</summary>
    public string Mount(Image image)
    {
        ImageMounts.EnsureMounted(image, MountAt);
        return MountAt;
    }

    /// <summary>Names in the store's directory, without those that are always there.</summary>
    public IReadOnlyList<string> Stored() => Directory.Exists(Scratch["images"])
        ? [.. Directory.EnumerateFiles(Scratch["images"]).Concat(Directory.EnumerateDirectories(Scratch["images/work"])).Select(path => Path.GetFileName(path)!).Order()]
        : [];

    public void Dispose()
    {
        ImageMounts.Unmount(MountAt);
        MountTable.Read().ShouldNotContain(entry => entry.Target.StartsWith(Scratch.Path));
        Scratch.Dispose();
    }

    private sealed class Recorder(ConcurrentQueue<ImageProgress> steps) : IProgress<ImageProgress>
    {
        void IProgress<ImageProgress>.Report(ImageProgress value) => steps.Enqueue(value);
    }
}
