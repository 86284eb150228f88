using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Bothy.Linux.Mounts;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Linux.Namespaces;

/// <summary>Moves the calling thread into namespaces of its own. Only for threads of <see cref="Processes.PrivateThread"/>: there is no way back.</summary>
public static partial class ThreadNamespaces
{
    private const int CloneFilesystem = 0x200;
    private const int CloneMounts = 0x20000;
    private const int CloneNetwork = 0x40000000;
    private const int CloneProcesses = 0x20000000;

    /// <summary>Gives the thread a private copy of the mount namespace from which nothing propagates back.</summary>
    public static void UnshareMounts()
    {
        Check.Result(Unshare(CloneFilesystem | CloneMounts), "unshare", "mount namespace");
        MountPoint.MakeAllPrivate();
    }

    /// <summary>
    /// Has the children of the thread live in a process namespace of their own, whose first process the first of them becomes, and gives it a
    /// private copy of the mount namespace, for a <c>/proc</c> of its own.
    /// </summary>
    public static void UnshareProcesses()
    {
        Check.Result(Unshare(CloneFilesystem | CloneMounts | CloneProcesses), "unshare", "process namespace");
        MountPoint.MakeAllPrivate();
    }

    /// <summary>Takes the thread into a network namespace; <c>/proc/sys/net</c> shows it that namespace's settings from then on.</summary>
    /// <param name="path">A namespace's file, as in <c>/run/netns/NAME</c>.</param>
    public static void EnterNetwork(string path)
    {
        using var file = File.OpenHandle(path);
        Check.Result(SetNamespace(file, CloneNetwork), "setns", path);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle file, int type);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
