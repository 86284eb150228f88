using System.Buffers.Binary;
using System.Globalization;
using Bothy.Linux.Tools;

namespace Bothy.Volumes.Disks;

/// <summary>The ext4 filesystem of an environment's disk: how it is made, mounted and mended.</summary>
internal static class Ext4
{
    public const int BlockSize = 4096;

    /// <summary>
    /// Deleted data are given back to the host (<c>discard</c>). Inode tables are not zeroed in the background: they lie in a hole of the
    /// file and are zero already.
    /// </summary>
    public const string MountOptions = "discard,noinit_itable,errors=remount-ro";

    private const int SuperblockOffset = 1024;
    private const int StateOffset = 0x3A;
    private const ushort HasErrors = 2;
    private const int RepairedCode = 1;

    /// <summary>
    /// Formats a file or device of zeros. The time and space that this takes grow with the number of block groups and descriptors'
    /// copies, so there are two copies (<c>sparse_super2</c>), no room for growing online, and metadata lie together (<c>-G</c>).
    /// No blocks are reserved for root: the limit is the only one.
    /// </summary>
    public static Task FormatAsync(string path, CancellationToken cancellationToken) => Tool.RunAsync(
        "mkfs.ext4",
        [
            "-q", "-F", "-b", BlockSize.ToString(CultureInfo.InvariantCulture), "-I", "256", "-i", "16384", "-m", "0", "-G", "256",
            "-J", "size=64", "-O", "metadata_csum,64bit,sparse_super2,^resize_inode",
            "-E", "nodiscard,lazy_itable_init=1,lazy_journal_init=1", path,
        ],
        input: null,
        cancellationToken);

    /// <summary>True if the kernel met an inconsistency while the filesystem was mounted last.</summary>
    public static bool IsMarkedDamaged(string device)
    {
        using var file = File.OpenHandle(device, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> state = stackalloc byte[sizeof(ushort)];
        return RandomAccess.Read(file, state, SuperblockOffset + StateOffset) == state.Length
            && (BinaryPrimitives.ReadUInt16LittleEndian(state) & HasErrors) != 0;
    }

    /// <summary>Repairs what can be repaired without asking (e2fsck(8), <c>-p</c>). The filesystem must not be mounted.</summary>
    /// <exception cref="ToolException">It needs a decision.</exception>
    public static async Task RepairAsync(string device, CancellationToken cancellationToken)
    {
        try
        {
            await Tool.RunAsync("e2fsck", ["-p", device], input: null, cancellationToken);
        }
        catch (ToolException exception) when (exception.ExitCode == RepairedCode)
        {
            // Exit code 1: errors were found and corrected.
        }
    }
}
