using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Bothy.Images.Tests.Erofs;

/// <summary>What the kernel says of a file, links not followed. Times and sizes of directories are the filesystem's own business only where it says so.</summary>
/// <param name="Kind">Type and permissions, as in <c>st_mode</c>.</param>
/// <param name="Content">Digest of a file's content, or a link's target as hexadecimal digits.</param>
/// <param name="Attributes">Values as hexadecimal digits.</param>
internal sealed record FileState(
    int Kind, uint User, uint Group, uint Names, ulong Inode, long Size, long Seconds, uint Nanoseconds, uint Major, uint Minor, string Content,
    IReadOnlyDictionary<string, string> Attributes)
{
    private const int AtCurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatistics = 0x7ff;

    public static FileState Of(string path) => Of(Encoding.UTF8.GetBytes(path));

    /// <param name="path">Bytes of the path.</param>
    public static FileState Of(byte[] path)
    {
        byte[] name = [.. path, 0];
        var data = new byte[256];
        Check(Statx(AtCurrentDirectory, name, NoFollow, BasicStatistics, data), path);
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(28));
        var size = BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(40));
        return new FileState(
            kind,
            BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(20)),
            BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(24)),
            BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(16)),
            BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(32)),
            size,
            BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(112)),
            BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(120)),
            BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(128)),
            BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(132)),
            (kind & 0xF000) switch
            {
                0x8000 => Digest(name, path),
                0xA000 => Target(name, path),
                _ => "",
            },
            AttributesOf(name, path));
    }

    private static string Digest(byte[] name, byte[] path)
    {
        var descriptor = Open(name, 0);
        Check(descriptor, path);
        using var file = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    private static string Target(byte[] name, byte[] path)
    {
        var target = new byte[8192];
        var length = ReadLink(name, target, (nuint)target.Length);
        Check((int)length, path);
        return Convert.ToHexString(target[..(int)length]);
    }

    private static Dictionary<string, string> AttributesOf(byte[] name, byte[] path)
    {
        var list = new byte[1 << 16];
        var length = (int)List(name, list, (nuint)list.Length);
        Check(length, path);
        var attributes = new Dictionary<string, string>();
        foreach (var attribute in Encoding.Latin1.GetString(list, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = new byte[1 << 16];
            var count = (int)Get(name, [.. Encoding.Latin1.GetBytes(attribute), 0], value, (nuint)value.Length);
            Check(count, path);
            attributes[attribute] = Convert.ToHexString(value[..count]);
        }

        return attributes;
    }

    private static void Check(int result, byte[] path)
    {
        if (result < 0)
        {
            throw new IOException($"{Encoding.UTF8.GetString(path)}: error {Marshal.GetLastPInvokeError()}");
        }
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int Statx(int directory, byte[] path, int flags, uint mask, byte[] data);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "readlink", SetLastError = true)]
    private static extern nint ReadLink(byte[] path, byte[] target, nuint length);

    [DllImport("libc", EntryPoint = "llistxattr", SetLastError = true)]
    private static extern nint List(byte[] path, byte[] list, nuint length);

    [DllImport("libc", EntryPoint = "lgetxattr", SetLastError = true)]
    private static extern nint Get(byte[] path, byte[] name, byte[] value, nuint length);
}
