using Microsoft.Win32.SafeHandles;

namespace Bothy.Volumes.Tests.Stores;

/// <summary>
/// Files as a broken disk changes them. The base library's own calls lock what they open, and a child that another test starts at that moment
/// holds the lock on for a while.
/// </summary>
internal static class UnlockedFile
{
    public static byte[] Read(string path)
    {
        using var file = Open(path, FileMode.Open, FileAccess.Read);
        var content = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, content, 0).ShouldBe(content.Length);
        return content;
    }

    /// <summary>Replaces the content, in place.</summary>
    public static void Write(string path, byte[] content)
    {
        using var file = Open(path, FileMode.OpenOrCreate, FileAccess.Write);
        RandomAccess.SetLength(file, content.Length);
        RandomAccess.Write(file, content, 0);
    }

    public static void Cut(string path, long length)
    {
        using var file = Open(path, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(file, length);
    }

    private static SafeFileHandle Open(string path, FileMode mode, FileAccess access) =>
        File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete);
}
