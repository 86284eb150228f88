using System.Runtime.InteropServices;
using Bothy.Linux.Errors;

namespace Bothy.Linux.Processes;

/// <summary>
/// Starts programs with posix_spawn(3) from the calling thread, so that the child inherits that thread's mount namespace and
/// credentials, and with descriptors of the caller's choice.
/// </summary>
public static partial class ChildProcess
{
    // Larger than the C library's types on every supported platform (80 and 336 bytes in glibc).
    private const int OpaqueSize = 512;
    private const int FirstInherited = 3;
    private const int DuplicateCloseOnExec = 1030;
    private const short NewSession = 0x80;
    private const int WaitForProcess = 1;
    private const int WaitExited = 4;

    /// <summary>Starts <paramref name="path"/> and returns its process id; the caller must <see cref="Wait"/> for it.</summary>
    /// <param name="arguments">All arguments, the program's own name first.</param>
    /// <param name="environment">The whole environment as <c>NAME=value</c>.</param>
    /// <param name="inherited">Descriptors that become 3, 4, … in the child; every other one is closed, also those that somebody handed to this process.</param>
    /// <param name="output">A descriptor that becomes standard output and error; standard input is <c>/dev/null</c>.</param>
    /// <param name="ownSession">Makes the child leader of a session of its own (setsid(2)), so that a terminal's signals do not reach it.</param>
    public static unsafe int Start(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> environment,
        IReadOnlyList<SafeHandle> inherited,
        SafeHandle output,
        bool ownSession = false)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        CheckNumber(AttributesInitialise(attributes), "posix_spawnattr_init", null);
        CheckNumber(AttributesSetFlags(attributes, ownSession ? NewSession : (short)0), "posix_spawnattr_setflags", null);
        CheckNumber(ActionsInitialise(actions), "posix_spawn_file_actions_init", null);
        var copies = new List<int>(inherited.Count + 1);
        var references = new List<Descriptors.DescriptorReference>(inherited.Count + 1);
        using var argumentVector = new NativeStrings(arguments);
        using var environmentVector = new NativeStrings(environment);
        try
        {
            // Copies far above the targets, so that placing one descriptor never overwrites another.
            foreach (var handle in inherited.Prepend(output))
            {
                var reference = new Descriptors.DescriptorReference(handle);
                references.Add(reference);
                copies.Add(Check.Result(Control(reference.Value, DuplicateCloseOnExec, 200), "fcntl", "F_DUPFD_CLOEXEC"));
            }

            CheckNumber(ActionsOpen(actions, 0, "/dev/null", 0, 0), "posix_spawn_file_actions_addopen", null);
            CheckNumber(ActionsDuplicate(actions, copies[0], 1), "posix_spawn_file_actions_adddup2", null);
            CheckNumber(ActionsDuplicate(actions, copies[0], 2), "posix_spawn_file_actions_adddup2", null);
            for (var i = 1; i < copies.Count; i++)
            {
                CheckNumber(ActionsDuplicate(actions, copies[i], FirstInherited + i - 1), "posix_spawn_file_actions_adddup2", null);
            }

            CheckNumber(ActionsCloseFrom(actions, FirstInherited + inherited.Count), "posix_spawn_file_actions_addclosefrom_np", null);
            CheckNumber(Spawn(out var child, path, actions, attributes, argumentVector.Pointer, environmentVector.Pointer), "posix_spawn", path);
            return child;
        }
        finally
        {
            foreach (var copy in copies)
            {
                _ = Close(copy);
            }

            references.ForEach(reference => reference.Dispose());
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    /// <summary>Blocks until the child ends; returns its exit code, or 128 + the signal that ended it.</summary>
    public static unsafe int Wait(int child)
    {
        // siginfo_t is 128 bytes; si_code is at 8 and si_status at 24 on 64-bit Linux (waitid(2)).
        var information = stackalloc int[32];
        while (WaitId(WaitForProcess, child, information, WaitExited) < 0)
        {
            if (Check.LastError != Errno.EINTR)
            {
                throw LinuxException.Last("waitid", $"{child}");
            }
        }

        const int exitedNormally = 1;
        return information[2] == exitedNormally ? information[6] : 128 + information[6];
    }

    /// <summary>posix_spawn(3) and its kin return the error number instead of setting errno.</summary>
    private static void CheckNumber(int number, string call, string? subject)
    {
        if (number != 0)
        {
            throw new LinuxException(call, subject, (Errno)number);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Spawn(
        out int child, string path, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int ActionsInitialise(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int ActionsDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static unsafe partial int ActionsCloseFrom(byte* actions, int from);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int ActionsOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int AttributesInitialise(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static unsafe partial int WaitId(int type, int id, int* information, int options);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
