using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Processes;

/// <summary>
/// Turns the calling process into another program. Everything here acts on the calling thread by raw system calls, because the exec that
/// follows ends all other threads and keeps this one's identity.
/// </summary>
public static partial class ProcessImage
{
    private const long SetGroupsX64 = 116;
    private const long SetResGidX64 = 119;
    private const long SetResUidX64 = 117;
    private const long SetGroupsArm64 = 159;
    private const long SetResGidArm64 = 149;
    private const long SetResUidArm64 = 147;
    private const long CloseRange = 436;
    private const uint CloseRangeCloseOnExec = 4;

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Starts a session of its own, without a controlling terminal (setsid(2)).</summary>
    public static void StartSession() => Check.Result(SetSession(), "setsid");

    /// <summary>Sets the supplementary groups (setgroups(2)).</summary>
    public static void SetGroups(ReadOnlySpan<uint> groups) =>
        Check.Result(SystemCall(IsX64 ? SetGroupsX64 : SetGroupsArm64, groups.Length, groups), "setgroups");

    /// <summary>Sets real, effective and saved group, then user.</summary>
    public static void SetIdentity(uint user, uint group)
    {
        Check.Result(SystemCall(IsX64 ? SetResGidX64 : SetResGidArm64, group, group, group), "setresgid", $"{group}");
        Check.Result(SystemCall(IsX64 ? SetResUidX64 : SetResUidArm64, user, user, user), "setresuid", $"{user}");
    }

    /// <summary>Changes the working directory.</summary>
    public static Errno TryChangeDirectory(string path) => ChangeDirectory(path) == 0 ? Errno.None : Check.LastError;

    /// <summary>Sets the bits that new files do not get (umask(2)).</summary>
    public static void SetCreationMask(uint mask) => _ = CreationMask(mask);

    /// <summary>Closes every descriptor from <paramref name="first"/> up when the process executes a program.</summary>
    public static void CloseOnExecFrom(int first) =>
        _ = SystemCall(CloseRange, (uint)first, uint.MaxValue, CloseRangeCloseOnExec);

    /// <summary>Executes a program; returns only if that fails, with the reason.</summary>
    public static unsafe Errno Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        using var argumentVector = new NativeStrings(arguments);
        using var environmentVector = new NativeStrings(environment);
        _ = Execute(path, argumentVector.Pointer, environmentVector.Pointer);
        return Check.LastError;
    }

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeDirectory(string path);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint CreationMask(uint mask);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Execute(string path, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long count, ReadOnlySpan<uint> values);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, uint first, uint second, uint third);
}
