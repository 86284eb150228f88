using System.Globalization;

namespace Bothy.Sandboxes.Containers.Staging;

/// <summary>Names below the stage of one start.</summary>
internal readonly record struct StagePaths(string Stage)
{
    public string Image(int layer) => Path.Combine(Stage, "image", layer.ToString(CultureInfo.InvariantCulture));

    public string Disk => Path.Combine(Stage, "disk");

    public string Root => Path.Combine(Stage, "root");

    public string Devices => Path.Combine(Stage, "devices");

    public string Device(StagedDevice device) => Path.Combine(Devices, Path.GetFileName(device.Path));

    public string Bind(int index) => Path.Combine(Stage, "binds", index.ToString(CultureInfo.InvariantCulture));
}
