namespace Bothy.Sandboxes.Containers.Staging;

/// <summary>
/// A device that an environment gets besides those that the runtime takes from the host. Its node is made anew, because the host's own may be
/// for root alone.
/// </summary>
/// <param name="Path">Where it appears inside.</param>
internal sealed record StagedDevice(string Path, uint Major, uint Minor)
{
    public static IReadOnlyList<StagedDevice> All { get; } = [new("/dev/fuse", 10, 229), new("/dev/net/tun", 10, 200)];
}
