using Bothy.Volumes.Catalogs;
using Bothy.Volumes.Serving;

namespace Bothy.Volumes.Hosting;

/// <summary>An attached volume with all that this process has of it.</summary>
/// <param name="File">Its file in the mount; null if users take <see cref="IOpenVolume.PlainFile"/>.</param>
internal sealed record OpenAttachment(IOpenVolume Volume, ServedFile? File, Attachment Saved)
{
    public Attachment Saved { get; set; } = Saved;

    public string Path(RunPaths paths) => Volume.PlainFile ?? paths.FileOf(new VolumeId(Saved.Volume));
}
