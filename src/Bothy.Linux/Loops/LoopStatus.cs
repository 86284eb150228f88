namespace Bothy.Linux.Loops;

/// <summary>What the kernel says of a loop device that has a file (loop(4), <c>LOOP_GET_STATUS64</c>).</summary>
/// <param name="Number">N of <c>/dev/loopN</c>.</param>
/// <param name="FileDeviceMajor">Device of the filesystem that holds the file; with the inode it names the file whatever its path is.</param>
/// <param name="DirectIO">True if IO really bypasses the page cache under the device.</param>
public readonly record struct LoopStatus(
    int Number, uint FileDeviceMajor, uint FileDeviceMinor, ulong FileInode, bool ReadOnly, bool AutoClear, bool DirectIO)
{
    public string DevicePath => $"/dev/loop{Number}";

    internal static LoopStatus From(int number, in LoopNative.Information information) => new(
        number,
        (uint)((information.Device >> 8) & 0xfff),
        (uint)((information.Device & 0xff) | ((information.Device >> 12) & 0xfff00)),
        information.Inode,
        (information.Flags & LoopNative.FlagReadOnly) != 0,
        (information.Flags & LoopNative.FlagAutoClear) != 0,
        (information.Flags & LoopNative.FlagDirectIO) != 0);
}
