using Bothy.Images;
using Bothy.Images.Layers;
using Bothy.Images.Sources;
using Bothy.Images.Store;

namespace Bothy.Steps;

internal static class ImageSteps
{
    public static async Task EnsureAsync(string directory, string reference)
    {
        var sources = new ImageSources(new ImageSourcesConfiguration(), new UnpackLimits(), TimeProvider.System);
        var image = await new ImageStore(directory, sources, TimeProvider.System).EnsureAsync(reference, new Print(), CancellationToken.None);
        Console.WriteLine(image.Digest);
    }

    private sealed class Print : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => Console.Error.WriteLine($"{value.Percent,3} % {value.Text}");
    }
}
