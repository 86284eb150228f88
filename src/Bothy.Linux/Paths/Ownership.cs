using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Paths;

/// <summary>Ownership of files, without ever following a symbolic link (lchown(2)).</summary>
public static partial class Ownership
{
    /// <summary>Gives the file at <paramref name="path"/> to a user and the group of the same number.</summary>
    public static void Change(string path, uint id) => Check.Result(ChangeOwner(path, id, id), "lchown", path);

    /// <summary>Gives a whole tree away. Nothing else may be changing it meanwhile.</summary>
    public static void ChangeTree(string path, uint id)
    {
        Change(path, id);
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                ChangeTree(entry.FullName, id);
            }
            else
            {
                Change(entry.FullName, id);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
