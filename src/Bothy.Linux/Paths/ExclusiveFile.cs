using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Paths;

/// <summary>Files that exactly one of several contenders makes.</summary>
public static partial class ExclusiveFile
{
    /// <summary>Gives a complete file a second name in one step (link(2)); false if something of that name exists.</summary>
    /// <exception cref="LinuxException">The kernel refused for another reason.</exception>
    public static bool TryLink(string existing, string name)
    {
        if (Link(existing, name) == 0)
        {
            return true;
        }

        return Check.LastError == Errno.EEXIST ? false : throw LinuxException.Last("link", name);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
